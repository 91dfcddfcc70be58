/** A setting with two values, named by its dotted path. */
export interface Difference {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** Every leaf in which two trees of settings differ. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isTree(before) && isTree(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => differences(before[key], after[key], path === '' ? key : `${path}.${key}`))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }]
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
