import { SpiceError } from '../errors.js'
import type { EvalResult } from './evaluate.js'
import { type Estimate, type PairedDifference, pairedDifference } from './statistics.js'

/**
 * after - before over the same questions: pairing takes the questions' difficulty out of the error. Throws
 * SpiceError('input') unless both asked exactly the same questions.
 */
export function compareEvals(before: EvalResult, after: EvalResult): PairedDifference {
  const scores = new Map(after.questions.map(({ id, correct }) => [id, correct / after.samples]))
  const missing = before.questions.find(({ id }) => !scores.has(id))
  if (missing || scores.size !== before.questions.length)
    throw new SpiceError(
      'input',
      `evaluations of ${before.set} and ${after.set} asked different questions${missing ? `: ${missing.id} is in one only` : ''}`,
    )
  return pairedDifference(
    before.questions.map(({ correct }) => correct / before.samples),
    before.questions.map(({ id }) => scores.get(id) as number),
  )
}

/** The unweighted mean over sets (method notes, section 7); the sets' errors are independent. */
export function meanOverSets(results: readonly { accuracy: number; standardError: number }[]): Estimate {
  const n = results.length
  if (n === 0) throw new RangeError('mean over no evaluation sets')
  return {
    mean: results.reduce((sum, { accuracy }) => sum + accuracy, 0) / n,
    standardError: Math.sqrt(results.reduce((sum, { standardError }) => sum + standardError ** 2, 0)) / n,
    n,
  }
}
