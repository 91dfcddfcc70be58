import { TinkerError } from './tinker-error.js'

/** Sends one request under the next sequence number; the number counts as used once the server has taken the request. */
export type Take = <T>(post: (seqId: number) => Promise<T>) => Promise<T>

/**
 * The order of one model's requests: each is sent when the one before was taken. A number is never skipped, because a
 * server that goes by them would wait for it for ever. Whatever leaves the model's state in doubt ends the queue: from
 * then on every call fails with the same error.
 */
export class SubmitQueue {
  #tail: Promise<unknown> = Promise.resolve()
  #next = 1
  #end: { readonly error: unknown } | undefined

  /** Throws what ended the queue. */
  check(): void {
    if (this.#end) throw this.#end.error
  }

  end(error: unknown): void {
    this.#end ??= { error }
  }

  /** Settled when everything so far has been taken or has failed. */
  get idle(): Promise<unknown> {
    return this.#tail
  }

  /** Does the work when it is its turn. */
  turn<T>(work: (take: Take) => Promise<T>): Promise<T> {
    const turn = this.#tail.then(async () => {
      this.check()
      let taken = 0
      try {
        return await work(async (post) => {
          const result = await post(this.#next)
          this.#next++
          taken++
          return result
        })
      } catch (error) {
        if (taken > 0 || !wasRefused(error)) this.end(error)
        throw error
      }
    })
    this.#tail = turn.catch(() => {})
    return turn
  }
}

/** The server has certainly not done anything. */
function wasRefused(error: unknown): boolean {
  return error instanceof TinkerError && (error.kind === 'rejected' || error.kind === 'authentication')
}
