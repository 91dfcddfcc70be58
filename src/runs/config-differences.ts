import type { Config } from '../config/index.js'

/** A setting with two values, named by its dotted path. */
export interface Difference {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/**
 * Settings that a resumed run may change: how long it goes on, how it is measured and kept. Those of the engine are
 * kept without refusal (see pinned-engine.ts). Everything else is the game, and a run is one game.
 */
const FREE = ['iterations', 'evaluation', 'checkpoint', 'engine']

/** The differences that make it another game. */
export function gameDifferences(before: Config, after: Config): Difference[] {
  return differences(before, after).filter(({ path }) => !FREE.includes(path.split('.')[0] as string))
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
