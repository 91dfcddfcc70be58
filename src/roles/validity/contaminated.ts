import type { ValidityCheck } from './validity-check.js'

/** The question stands in an evaluation set, verbatim or lightly edited. Passes where there is no index to tell. */
export const contaminated: ValidityCheck = {
  reason: 'contaminated',
  fails: ({ task, contamination }) =>
    contamination !== undefined && contamination.check(task.question).length > 0,
}
