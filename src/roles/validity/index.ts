import type { ValidityConfig } from '../../config/index.js'
import { answerInDocument } from './answer-in-document.js'
import { answerLeaked } from './answer-leaked.js'
import { contaminated } from './contaminated.js'
import { duplicateOfRun } from './duplicate-of-run.js'
import { questionGrounded } from './question-grounded.js'
import { refersToText } from './refers-to-text.js'
import type { ValidityCheck } from './validity-check.js'

export { questionFingerprint, rightAnswer } from './duplicate-of-run.js'
export { stemOf } from './validity-check.js'
export { contentWordsOf, wordsOf } from './words-of.js'

/** Every check that needs no generation, by its name in the configuration, in the order in which reasons are given. */
export const validityChecks: Readonly<
  Record<
    Exclude<
      keyof ValidityConfig,
      'openBookAudit' | 'measureAudit' | 'auditEndpoint' | 'contaminationIndexes'
    >,
    ValidityCheck
  >
> = {
  answerInDocument,
  questionGrounded,
  answerLeaked,
  duplicateOfRun,
  refersToText,
  contaminated,
}
