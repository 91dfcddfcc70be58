import { SpiceError } from '../../errors.js'

export interface Glob {
  /** The folder that all matches lie in; empty for the current one. */
  readonly folder: string
  /** Told a path below the folder, with slashes. */
  matches(path: string): boolean
}

/** What of a path makes it a pattern. */
const MAGIC = /[*?[\]{}]/

export function isGlob(path: string): boolean {
  return MAGIC.test(path)
}

/** `*` and `?` within a name, `**` over folders, `[a-z]`, `[!a]`, `{one,other}`. */
export function parseGlob(pattern: string): Glob {
  const parts = pattern.split('/')
  const magic = parts.findIndex((part) => MAGIC.test(part))
  const folder = parts.slice(0, magic).join('/') || (pattern.startsWith('/') ? '/' : '')
  const rest = parts.slice(magic)
  const source = rest.map((part, i) => partSource(part, i === rest.length - 1)).join('')
  let expression: RegExp
  try {
    expression = new RegExp(`^${source}$`, 'su')
  } catch (cause) {
    throw new SpiceError('input', `${JSON.stringify(pattern)} is no file, and cannot be read as a pattern`, {
      hint: 'patterns are *, ?, **, [a-z], [!a] and {one,other}',
      cause,
    })
  }
  return { folder, matches: (path) => expression.test(path) }
}

function partSource(part: string, last: boolean): string {
  if (part === '**') return last ? '.*' : '(?:[^/]+/)*'
  return nameSource(part) + (last ? '' : '/')
}

function nameSource(part: string): string {
  let source = ''
  let braces = 0
  for (let i = 0; i < part.length; i++) {
    const char = part[i] as string
    if (char === '*') {
      while (part[i + 1] === '*') i++
      source += '[^/]*'
    } else if (char === '?') source += '[^/]'
    else if (char === '[' && part.indexOf(']', i + 2) > 0) {
      const end = part.indexOf(']', i + 2)
      const inner = part.slice(i + 1, end).replace(/[\\[\]^&~]/g, '\\$&')
      source += inner.startsWith('!') ? `[^/${inner.slice(1)}]` : `[${inner}]`
      i = end
    } else if (char === '{' && part.indexOf('}', i) > 0) {
      braces++
      source += '(?:'
    } else if (char === '}' && braces > 0) {
      braces--
      source += ')'
    } else if (char === ',' && braces > 0) source += '|'
    else source += char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  }
  return source + ')'.repeat(braces)
}
