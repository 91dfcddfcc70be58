import { sleep, type TinkerClock } from './clock.js'
import { Limit } from './limit.js'

/** Samples of all models together: so many at a time, and none while the server asks for a pause. */
export class SampleGate {
  readonly #clock: TinkerClock
  readonly #limit: Limit
  #heldUntil = Number.NEGATIVE_INFINITY

  constructor(atATime: number, clock: TinkerClock) {
    this.#clock = clock
    this.#limit = new Limit(atATime)
  }

  with<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#limit.with(signal, work)
  }

  /** Nobody passes for so long. */
  hold(milliseconds: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#clock.now() + milliseconds)
  }

  async pass(signal: AbortSignal): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) await sleep(this.#clock, left, signal)
  }

  #left(): number {
    return this.#heldUntil - this.#clock.now()
  }
}
