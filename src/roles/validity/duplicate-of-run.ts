import type { Task } from '../../words.js'
import { stemOf, type ValidityCheck } from './validity-check.js'
import { contentWordsOf } from './words-of.js'

/**
 * The same for questions that differ in word order, function words, case, punctuation or the order of options only: the
 * stem's content words in alphabetical order, and what counts as right.
 */
export function questionFingerprint(task: Task): string {
  return `${[...contentWordsOf(stemOf(task))].sort().join(' ')} = ${rightAnswer(task)}`
}

/** The right option's text or the gold answer, in lower case. */
export function rightAnswer(task: Task): string {
  const gold = task.format === 'mcq' ? (task.options[task.gold.charCodeAt(0) - 65] ?? '') : task.gold
  return gold.toLowerCase().trim()
}

/** An earlier iteration of the run asked nearly the same. */
export const duplicateOfRun: ValidityCheck = {
  reason: 'duplicate-of-run',
  fails: ({ task, earlier }) => earlier.has(questionFingerprint(task)),
}
