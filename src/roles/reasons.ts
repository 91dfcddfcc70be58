/** Why a challenge is invalid: a closed list, so that counts of reasons can be compared across runs. */

/** Badly formatted or unparsable: the paper's only ground for invalidity (section 3.1). */
export const FORMAT_REASONS = [
  'truncated', // ran out of tokens
  'no-object', // paper templates: no balanced JSON object
  'bad-json', // an object that is no JSON
  'no-answer-marker', // compact templates: the answer anchor is missing
  'repeated-marker', // compact templates: a marker where plain text belongs
  'missing-field',
  'wrong-field-type',
  'abstained', // empty question and answer
  'empty-question',
  'empty-answer',
  'too-long',
  'wrong-answer-type', // not the type that was asked for
  'gold-not-of-type', // the gold answer is not of the type that it names
  'option-count', // a choice needs four options
  'duplicate-options',
  'bad-letter', // the gold letter names no option
] as const

/** Optional checks beyond the paper. */
export const CHECK_REASONS = [
  'answer-not-in-document',
  'question-not-grounded',
  'answer-leaked',
  'duplicate-of-run',
  'refers-to-text',
  'contaminated',
  'audit-disagrees',
] as const

export const INVALID_REASONS = [...FORMAT_REASONS, ...CHECK_REASONS] as const
export type FormatReason = (typeof FORMAT_REASONS)[number]
export type CheckReason = (typeof CHECK_REASONS)[number]
export type InvalidReason = (typeof INVALID_REASONS)[number]
