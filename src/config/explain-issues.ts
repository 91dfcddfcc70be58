import type { z } from 'zod'
import { SpiceError } from '../errors.js'
import { configReference } from './reference.js'

/** Turns what zod found wrong into one error: path, value, and what would be right, one line each. */
export function explainIssues(error: z.ZodError, tree: unknown): SpiceError {
  const lines = error.issues.flatMap((issue) => explain(issue, tree)).slice(0, 8)
  return new SpiceError('config', lines.join('\n'), { hint: '`spice train --dry-run` prints every setting.' })
}

function explain(issue: z.core.$ZodIssue, tree: unknown): string[] {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const full = path === '' ? key : `${path}.${key}`
      return `${full}: there is no such setting${suggestion(full)}`
    })
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], tree)
  const name = path === '' ? 'configuration' : path
  const what = value === undefined ? 'is missing' : `${show(value)} is not allowed`
  return [`${name}: ${what}; ${expected(issue, path)}`]
}

function expected(issue: z.core.$ZodIssue, path: string): string {
  const entry = configReference().find((setting) => setting.path === path)
  if (entry !== undefined) return `it takes ${entry.type} (${entry.description})`
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'object' ? 'it takes a tree of settings' : `it takes ${issue.expected}`
    case 'too_small':
      return `it must be at least ${issue.minimum}`
    case 'too_big':
      return `it must be at most ${issue.maximum}`
    default:
      return issue.message
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** The closest existing path, if one is close enough to be what was meant. */
function suggestion(path: string): string {
  let best = ''
  let bestDistance = 4
  let bestWhole = 0
  const last = path.split('.').at(-1) ?? path
  for (const { path: known } of configReference()) {
    const whole = editDistance(path, known)
    const distance = Math.min(whole, editDistance(last, known.split('.').at(-1) ?? known))
    // Several may end alike: of them the one in the same place.
    if (distance < bestDistance || (distance === bestDistance && best !== '' && whole < bestWhole)) {
      best = known
      bestDistance = distance
      bestWhole = whole
    }
  }
  return best === '' ? '' : `; did you mean ${best}?`
}

function editDistance(from: string, to: string): number {
  const a = from.toLowerCase().slice(0, 64)
  const b = to.toLowerCase()
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] as number
}
