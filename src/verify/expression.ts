import { type AnswerKind, type Judgement, undecided, unparsable } from './judgement.js'
import { Budget, BudgetSpent } from './math/budget.js'
import { compareAnswers, isDecidable } from './math/compare/index.js'
import { parseAnswer } from './math/parse/index.js'
import { normaliseMaths } from './normalise.js'

/** A longer gold is a text, not an answer. */
const MAX_GOLD_LENGTH = 200
const GOLD_STEPS = 8000

/**
 * Values, structures of values and statements about them, compared by meaning; with the form `worked-out` an answer
 * must also be worked out as far as the gold is.
 */
export const expression: AnswerKind = {
  conforms(value) {
    if (value.length > MAX_GOLD_LENGTH || value.trim() === '') return false
    const budget = new Budget(GOLD_STEPS)
    try {
      const [likeliest] = parseAnswer(normaliseMaths(value).text, budget)
      return likeliest !== undefined && isDecidable(likeliest, budget)
    } catch (error) {
      if (error instanceof BudgetSpent) return false
      throw error
    }
  },
  compare(gold, answer, { budget, form }): Judgement {
    const expected = parseAnswer(gold, budget)
    if (expected.length === 0) return undecided('expression/gold')
    const given = parseAnswer(answer, budget)
    if (given.length === 0) return unparsable('expression/unreadable')
    return compareAnswers(expected, given, { budget, form })
  },
}
