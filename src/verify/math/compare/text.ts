import type { Node } from '../node.js'
import { type Comparison, different, same } from './decision.js'

/** Words by their letters, case and brackets around them folded; a single letter may be read as a variable too. */
export const compareText: Comparison = (a, b) => {
  if (a.kind !== 'text' && b.kind !== 'text') return undefined
  const [x, y] = [wordsOf(a), wordsOf(b)]
  if (x === undefined || y === undefined) return different('text/kind')
  return x === y ? same('text/same') : different('text/different')
}

function wordsOf(node: Node): string | undefined {
  if (node.kind === 'text') return node.text.replace(/^\((.*)\)$/s, '$1').trim()
  if (node.kind === 'symbol') return node.name.toLowerCase()
  return undefined
}
