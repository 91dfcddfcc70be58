/** A client of the Tinker API, usable alone. */
export { openTinkerClient } from './client.js'
export { realClock, type TinkerClock } from './clock.js'
export type * from './contract.js'
export { TinkerError, type TinkerErrorKind } from './tinker-error.js'
export type * from './types.js'
