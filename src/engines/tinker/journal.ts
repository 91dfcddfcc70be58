import type { Pending, TrainingModel } from '../../tinker/index.js'

/** A request to the model that trains, in a form that can be made again of another model. */
export interface Call<T> {
  /**
   * What it leaves behind: gradients that wait for a step, new weights, a snapshot of the weights, a recovery point,
   * or nothing. All but the last two are repeated when the model is rebuilt.
   */
  readonly effect: 'gradients' | 'step' | 'snapshot' | 'point' | 'none'
  /** Of memory, held for as long as it may have to be made again. */
  readonly bytes: number
  readonly submit: (model: TrainingModel) => Pending<T>
  /** Hears of each result, also when the call was made again. */
  readonly onResult?: (result: T) => void
}

/** A call with the promise of its result. */
export interface Entry {
  readonly call: Call<unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
  /** Its promise settled. */
  settled: boolean
  /** Settles, and never rejects, when the last attempt has been dealt with. */
  attempt: Promise<void>
}

/** The calls since the recovery point, in order: those in flight, and those done that a rebuilt model needs again. */
export class Journal {
  #entries: Entry[] = []

  get entries(): readonly Entry[] {
    return this.#entries
  }

  get bytes(): number {
    return this.#entries.reduce((sum, { call }) => sum + call.bytes, 0)
  }

  /** The first call whose answer is still to come. */
  get unanswered(): Entry | undefined {
    return this.#entries.find(({ settled }) => !settled)
  }

  add(entry: Entry): void {
    this.#entries.push(entry)
  }

  /** Forgets a call that left nothing behind. */
  remove(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry)
  }

  /** Forgets `entry` and all calls after it, and returns those: they were made of a state that there won't be. */
  cutFrom(entry: Entry): Entry[] {
    const at = this.#entries.indexOf(entry)
    return at < 0 ? [] : this.#entries.splice(at)
  }

  /**
   * `point` holds weights and optimizer: what came before is forgotten, except gradients that no step applied yet, and
   * snapshots of the same weights.
   */
  startAt(point: Entry): void {
    const at = this.#entries.indexOf(point)
    const before = this.#entries.slice(0, at)
    const lastStep = before.findLastIndex(({ call }) => call.effect === 'step')
    this.#entries = [...before.slice(lastStep + 1), ...this.#entries.slice(at + 1)]
  }

  clear(): void {
    this.#entries = []
  }
}
