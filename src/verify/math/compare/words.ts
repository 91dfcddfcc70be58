import type { Node } from '../node.js'

const REALS: Node = { kind: 'numberSet', name: 'R' }
const INTEGERS: Node = { kind: 'numberSet', name: 'Z' }
const NATURALS: Node = { kind: 'numberSet', name: 'Z', part: 'positive' }
const POSITIVE: Node = { kind: 'numberSet', name: 'R', part: 'positive' }
const EMPTY: Node = { kind: 'set', items: [] }

const SETS: ReadonlyMap<string, Node> = new Map<string, Node>([
  ['all real numbers', REALS],
  ['all reals', REALS],
  ['all real values', REALS],
  ['all real x', REALS],
  ['all real values of x', REALS],
  ['real numbers', REALS],
  ['the real numbers', REALS],
  ['any real number', REALS],
  ['the set of real numbers', REALS],
  ['the set of all real numbers', REALS],
  ['all integers', INTEGERS],
  ['the integers', INTEGERS],
  ['any integer', INTEGERS],
  ['all positive integers', NATURALS],
  ['positive integers', NATURALS],
  ['all positive real numbers', POSITIVE],
  ['all positive reals', POSITIVE],
  ['positive real numbers', POSITIVE],
  ['no solution', EMPTY],
  ['no solutions', EMPTY],
  ['no real solution', EMPTY],
  ['no real solutions', EMPTY],
  ['empty set', EMPTY],
  ['the empty set', EMPTY],
])

/** Do words in lower case name a set? */
export const namesSet = (words: string): boolean => SETS.has(words)

/** The set that words name, where they are the usual ones. */
export const setInWords = (node: Node): Node | undefined =>
  node.kind === 'text' ? SETS.get(node.text) : undefined
