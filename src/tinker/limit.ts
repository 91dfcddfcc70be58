import { follow } from './clock.js'

/** So much at a time and no more; who came first goes first. What is larger than the whole goes alone. */
export class Limit {
  readonly #size: number
  #taken = 0
  readonly #waiting: { readonly weight: number; go(): void }[] = []

  constructor(size: number) {
    this.#size = size
  }

  /** Does the work when there is room for it. Throws the signal's reason if aborted while waiting. */
  async with<T>(signal: AbortSignal, work: () => Promise<T>, weight = 1): Promise<T> {
    await this.#take(weight, signal)
    try {
      return await work()
    } finally {
      this.#taken -= weight
      this.#admit()
    }
  }

  async #take(weight: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#waiting.length === 0 && this.#fits(weight)) {
      this.#taken += weight
      return
    }
    const { controller, letGo } = follow(signal)
    try {
      await new Promise<void>((resolve, reject) => {
        const entry = { weight, go: resolve }
        this.#waiting.push(entry)
        controller.signal.addEventListener('abort', () => {
          const at = this.#waiting.indexOf(entry)
          if (at < 0) return
          this.#waiting.splice(at, 1)
          reject(signal.reason)
          this.#admit()
        })
      })
    } finally {
      letGo()
    }
  }

  #fits(weight: number): boolean {
    return this.#taken === 0 || this.#taken + weight <= this.#size
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next.weight); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#taken += next.weight
      next.go()
    }
  }
}
