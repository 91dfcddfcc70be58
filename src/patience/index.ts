/** Repeating what may yet succeed: whoever asks a server by HTTP waits in the same way. */

export { retryAfterSeconds } from './retry-after.js'
export { PATIENCE, Passing, type Patience, pauseAfter, withPatience } from './with-patience.js'
