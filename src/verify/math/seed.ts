import type { Expr } from './node.js'

/** The points depend on both sides, so that no answer can be written to vanish at known ones; either order the same. */
export function seedOf(a: Expr, b: Expr): number {
  return (hash(a) ^ hash(b)) >>> 0
}

function hash(e: Expr): number {
  let h = 2166136261
  const text = JSON.stringify(e, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v))
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  return h >>> 0
}
