import { onAbort } from './clock.js'

interface Waiter {
  readonly weight: number
  readonly go: () => void
  /** It no longer waits. */
  gone: boolean
}

/** So much at a time and no more; who came first goes first. What is larger than the whole goes alone. */
export class Limit {
  readonly #size: number
  #taken = 0
  /** Those before `#head` have gone: taking the first out of an array moves all the others. */
  #queue: Waiter[] = []
  #head = 0

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
    if (this.#first() === undefined && this.#fits(weight)) {
      this.#taken += weight
      return
    }
    await new Promise<void>((resolve, reject) => {
      const waiter: Waiter = {
        weight,
        gone: false,
        go: () => {
          letGo()
          resolve()
        },
      }
      const letGo = onAbort(signal, () => {
        waiter.gone = true
        reject(signal.reason)
        this.#admit()
      })
      this.#queue.push(waiter)
    })
  }

  #fits(weight: number): boolean {
    return this.#taken === 0 || this.#taken + weight <= this.#size
  }

  #first(): Waiter | undefined {
    while (this.#queue[this.#head]?.gone) this.#head++
    if (this.#head > 1000 && this.#head > this.#queue.length / 2) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    return this.#queue[this.#head]
  }

  #admit(): void {
    for (let next = this.#first(); next && this.#fits(next.weight); next = this.#first()) {
      next.gone = true
      this.#taken += next.weight
      next.go()
    }
  }
}
