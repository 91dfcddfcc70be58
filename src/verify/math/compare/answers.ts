import { type Judgement, match, mismatch, undecided } from '../../judgement.js'
import { type Budget, BudgetSpent } from '../budget.js'
import type { Node } from '../node.js'
import { printNode } from '../print.js'
import type { Decision } from './decision.js'
import { different, unknown } from './decision.js'
import { compareNodes, KINDS_DIFFER } from './nodes.js'
import { keepsNotation } from './notation.js'
import { sameTree } from './rewrite.js'
import { beforeRounding } from './rounding.js'
import { tidy } from './tidy.js'
import { leavesOperator, workedOutFor } from './unevaluated.js'
import { allWorkedOut } from './worked-out.js'

const MAX_READINGS = 4

export interface AnswerContext {
  readonly budget: Budget
  /** `worked-out` also refuses an answer that is less worked out than the gold, or not converted: 3x+9x for 12x. */
  readonly form: 'equivalent' | 'worked-out'
}

export type AnswerJudgement = Judgement & {
  /** The readings that decided, in canonical print. */
  readonly goldForm: string
  readonly answerForm: string
}

interface Pair extends Decision {
  readonly gold: Node
  readonly answer: Node
}

/**
 * Compares every reading of the gold with every reading of the answer, the likeliest first; neither may be empty. One
 * match decides; `undecided` if some pair of readings is open and none matches.
 */
export function compareAnswers(
  gold: readonly Node[],
  answer: readonly Node[],
  context: AnswerContext,
): AnswerJudgement {
  const pairs: Pair[] = []
  for (const one of readingPairs(gold, answer)) {
    const pair = { ...one, ...within(one.gold, one.answer, context) }
    if (pair.equal === true) return judged(match(pair.rule), pair)
    pairs.push(pair)
  }
  const first = pairs[0]
  if (!first) return { ...undecided('expression/unread'), goldForm: '', answerForm: '' }
  const open = pairs.find((pair) => pair.equal === undefined)
  if (open) return judged(undecided(open.rule), open)
  const telling =
    pairs.find(({ rule }) => rule === NOT_WORKED_OUT || rule === NOT_CONVERTED) ??
    pairs.find((pair) => pair.rule !== KINDS_DIFFER) ??
    first
  return judged(mismatch(telling.rule), telling)
}

const NOT_WORKED_OUT = 'expression/not-worked-out'
const NOT_CONVERTED = 'expression/not-converted'

function within(gold: Node, answer: Node, { budget, form }: AnswerContext): Decision {
  try {
    const decision = compareNodes(gold, answer, budget)
    if (decision.equal !== true || form === 'equivalent' || sameTree(gold, answer)) return decision
    return asFarAs(gold, answer, budget) ?? decision
  } catch (error) {
    if (error instanceof BudgetSpent) return unknown(`budget/${error.limit}`)
    throw error
  }
}

/** What an equal answer lacks that the gold has; undefined if it is worked out as far. */
function asFarAs(gold: Node, answer: Node, budget: Budget): Decision | undefined {
  const expected = tidy(gold)
  const given = workedOutFor(expected, tidy(answer))
  const lazy =
    leavesOperator(expected, given) || (allWorkedOut(expected, budget) && !allWorkedOut(given, budget))
  if (lazy) return different(NOT_WORKED_OUT)
  return keepsNotation(gold, answer) ? undefined : different(NOT_CONVERTED)
}

interface Readings {
  readonly gold: Node
  readonly answer: Node
}

/** Readings of the same kind first: they are compared the soonest and decide the most. */
function readingPairs(gold: readonly Node[], answer: readonly Node[]): readonly Readings[] {
  const [golds, answers] = [withExact(gold), withExact(answer)]
  const pairs = golds
    .flatMap((one) => answers.map((other) => ({ gold: one, answer: other })))
    .filter((pair) => !contradicts(pair.gold, gold, pair.answer, answer))
  const alike = (pair: Readings): number => (pair.gold.kind === pair.answer.kind ? 0 : 1)
  return pairs.toSorted((a, b) => alike(a) - alike(b))
}

/** The readings, and after them what the likeliest says before it rounds. */
function withExact(readings: readonly Node[]): readonly Node[] {
  const some = readings.length > MAX_READINGS ? readings.slice(0, MAX_READINGS) : readings
  const exact = readings[0] && beforeRounding(readings[0])
  return exact ? [...some, exact] : some
}

/**
 * Second readings are there for an answer of another notation, not to save two answers of the same one: 12:00 and 1:00
 * are both times, so they aren't both ratios; and [1, 3], though a list at need, is neither the pair (1, 3) nor {1, 3}.
 */
function contradicts(one: Node, ones: readonly Node[], other: Node, others: readonly Node[]): boolean {
  if (one.kind === 'ratio' && other.kind === 'ratio') return has(ones, 'time') && has(others, 'time')
  if (isBracketed(one, ones)) return isBracketed(other, others) || !isPlainList(other)
  return isBracketed(other, others) && !isPlainList(one)
}

const has = (readings: readonly Node[], kind: Node['kind']): boolean =>
  readings.some((reading) => reading.kind === kind)

/** The list that [1, 3] may be. */
const isBracketed = (node: Node, readings: readonly Node[]): boolean =>
  node.kind === 'list' && has(readings, 'interval')

const isPlainList = (node: Node): boolean =>
  node.kind === 'list' && node.items.every((item) => item.kind !== 'relation')

function judged(judgement: Judgement, { gold, answer }: Pair): AnswerJudgement {
  return { ...judgement, goldForm: printNode(gold), answerForm: printNode(answer) }
}
