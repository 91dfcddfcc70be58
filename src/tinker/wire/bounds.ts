/** What an answer may hold at most; what lies beyond is refused, or for metrics left out. */

export const MAX_METRICS = 1000
/** Of a tensor's trailing shape. */
export const MAX_DIMENSIONS = 8
/** Sequences of one sample request. */
export const MAX_SEQUENCES = 100_000
/** Characters of an identifier, path or model name. */
export const MAX_NAME = 4096
/** Characters of a message for people. */
export const MAX_MESSAGE = 64 * 1024
/** Entries of a list: models, checkpoints. */
export const MAX_LIST = 100_000
/** Bytes of a JSON answer other than the results of passes and samples. */
export const MAX_ANSWER_BYTES = 64 * 2 ** 20
