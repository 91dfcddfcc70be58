import { type AnswerKind, type Judgement, match, mismatch, undecided, unparsable } from './judgement.js'
import { Budget, BudgetSpent } from './math/budget.js'
import { isCollected } from './math/collected.js'
import { ASSIGNMENT, parseNumber } from './math/decimal.js'
import { type Parsed, parseExpression } from './math/parse.js'
import { asConstant } from './math/polynomial.js'
import { equalQuotients } from './math/quotient.js'
import { equal, multiply, rational } from './math/rational.js'
import { normaliseCharacters, unwrap } from './normalise.js'
import { splitUnit, unitsClash } from './units.js'

const MAX_STEPS = 20_000
const HUNDREDTH = rational(1n, 100n)

interface Side {
  /** Without delimiters, unit and a leading "x =". */
  readonly text: string
  readonly unit: string
  readonly name: string
}

function read(raw: string): Side {
  const clean = unwrap(normaliseCharacters(raw))
  const name = ASSIGNMENT.exec(clean)?.[0] ?? ''
  const { number, unit } = splitUnit(clean.slice(name.length), 'apart')
  return { text: unwrap(number), unit, name: name.replace(/[\s={}]/g, '') }
}

/** White space means nothing except between digits or letters: "3 1/2" is not "31/2", nor "\sin x" "\sinx". */
const squeeze = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/ (?![a-zA-Z0-9])|(?<![a-zA-Z0-9]) /g, '')

/** A settled number, or a polynomial multiplied out and collected. */
function workedOut(side: Side, { settled, value }: Parsed): boolean {
  return settled || (asConstant(value.bottom) !== undefined && isCollected(side.text, value.top.size))
}

function compareWithin(gold: Side, answer: Side, budget: Budget): Judgement {
  if (unitsClash(gold.unit, answer.unit)) return mismatch('expression/unit')
  if (gold.name !== '' && answer.name !== '' && gold.name !== answer.name) return mismatch('expression/name')
  if (squeeze(gold.text) === squeeze(answer.text)) return match('expression/same-text')

  const expectedNumber = parseNumber(gold.text)
  const givenNumber = parseNumber(answer.text)
  if (expectedNumber === 'bound' || givenNumber === 'bound') return undecided('expression/bound')
  if (expectedNumber && givenNumber) {
    const [a, b] = [expectedNumber, givenNumber].map((n) =>
      n.percent ? multiply(n.value, HUNDREDTH) : n.value,
    ) as [typeof HUNDREDTH, typeof HUNDREDTH]
    return equal(a, b) ? match('expression/number') : mismatch('expression/number')
  }

  const expected = parseExpression(gold.text, budget)
  if (!expected) return undecided('expression/gold')
  const given = parseExpression(answer.text, budget)
  if (!given) return unparsable('expression/unreadable')
  const same = equalQuotients(expected.value, given.value, budget)
  if (same === undefined) return undecided('expression/roots')
  if (!same) return mismatch('expression/different')
  // Against a gold that is worked out, "17*23" or "2(8x-11)" only repeats the question.
  if (workedOut(gold, expected) && !givenNumber && !workedOut(answer, given))
    return mismatch('expression/not-worked-out')
  return match('expression/equal')
}

/**
 * Numbers, fractions and polynomials (and their quotients) with rational coefficients, compared exactly; an answer
 * must be worked out as far as the gold is. What lies beyond, or beyond the step bound, is `undecided` unless the
 * texts agree.
 */
export const expression: AnswerKind = {
  conforms: (value) => {
    if (value.length > 200 || value.trim() === '') return false
    try {
      return parseExpression(read(value).text, new Budget(MAX_STEPS)) !== undefined
    } catch (error) {
      if (error instanceof BudgetSpent) return false
      throw error
    }
  },
  compare(gold, answer) {
    try {
      return compareWithin(read(gold), read(answer), new Budget(MAX_STEPS))
    } catch (error) {
      if (error instanceof BudgetSpent) return undecided('expression/bound')
      throw error
    }
  },
}
