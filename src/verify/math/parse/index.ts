import { type Budget, BudgetSpent } from '../budget.js'
import type { Node } from '../node.js'
import { alternatives } from './alternatives.js'
import { withAngles } from './angles.js'
import { argument, atom } from './atoms.js'
import { numberInWords } from './number-words.js'
import { whole } from './numbers.js'
import { type Grammar, Reader } from './reader.js'
import { item, statement } from './statements.js'
import { factor, postfixed, sum, term } from './sums.js'
import type { Tokens } from './token.js'
import { tokenise } from './tokens.js'
import { UNREADABLE } from './unreadable.js'
import { unitVectors } from './vectors.js'
import { textOf } from './words.js'

export { noValue } from './no-value.js'

const MAX_READINGS = 4
const GRAMMAR: Grammar = { statement, item, sum, term, factor, postfixed, atom, argument }

/**
 * Reads an answer, in LaTeX or plain notation. The likeliest reading comes first; where notation is ambiguous ("(2,5)",
 * "12,50", "15 m", "12:30") there are up to four. Empty if it is no mathematics and no words. Throws BudgetSpent only.
 */
export function parseAnswer(text: string, budget: Budget): readonly Node[] {
  const tokens = tokenise(text, budget, { flipCommas: false })
  if (tokens.list.length === 0) return []
  const words = textOf(tokens)
  const spelled = words && numberInWords(words.node.text)
  if (words && spelled !== undefined) return [words.node, whole(spelled)]
  if (words?.sure) return [words.node]
  const readings: Node[] = []
  const first = read(tokens, budget, true, true, words?.series)
  if (first.node) readings.push(first.node)
  if (first.sawTime)
    add(readings, read(tokenise(text, budget, { flipCommas: false }), budget, false, true).node)
  if (first.sawUnit)
    add(readings, read(tokenise(text, budget, { flipCommas: false }), budget, true, false).node)
  if (tokens.ambiguousComma)
    add(readings, read(tokenise(text, budget, { flipCommas: true }), budget, true, true).node)
  const likeliest = readings[0]
  if (likeliest) for (const other of alternatives(likeliest)) add(readings, other)
  if (words && (readings.length === 0 || words.likely)) {
    if (words.likely && readings[0]?.kind === 'text') readings[0] = words.node
    else if (words.likely) readings.unshift(words.node)
    else readings.push(words.node)
  }
  if (readings.length === 0 && text.includes('cases')) readings.push(verbatim(text))
  return readings.slice(0, MAX_READINGS)
}

/** Functions by cases are compared as they are written. */
function verbatim(text: string): Node {
  const written = text.replace(/\s+/g, '')
  return { kind: 'text', text: written.toLowerCase(), written }
}

function add(readings: Node[], node: Node | undefined): void {
  if (node) readings.push(node)
}

interface Read {
  readonly node: Node | undefined
  readonly sawTime: boolean
  readonly sawUnit: boolean
}

function read(tokens: Tokens, budget: Budget, times: boolean, units: boolean, series = false): Read {
  const reader = new Reader(tokens.list, budget, { times, units, series }, tokens.plain, GRAMMAR)
  let node: Node | undefined
  try {
    while (
      reader.token.kind === 'row' ||
      reader.op('=') ||
      reader.op('approx') ||
      reader.op('&') ||
      reader.op(',')
    )
      reader.at++
    const found = statement(reader)
    if (reader.done) node = withAngles(unitVectors(found))
  } catch (error) {
    if (error instanceof BudgetSpent) throw error
    if (error !== UNREADABLE) throw error
  }
  return { node, sawTime: reader.sawTime, sawUnit: reader.sawUnit }
}
