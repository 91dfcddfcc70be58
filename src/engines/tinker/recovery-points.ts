import type { TinkerClient } from '../../tinker/index.js'
import type { Call } from './journal.js'

export interface RecoveryPointsOptions {
  readonly client: TinkerClient
  readonly checkpointTtlSeconds: number | undefined
}

/** The training checkpoint on the server that a model is made anew from; none: the fresh model. */
export class RecoveryPoints {
  /** `own`: made here for recovery only, and deleted when another takes its place. */
  #now: { readonly path: string; readonly own: boolean } | undefined
  #made = 0

  constructor(private readonly options: RecoveryPointsOptions) {}

  get path(): string | undefined {
    return this.#now?.path
  }

  /** Saves weights and optimizer under a name (default: one of its own) and takes that. */
  saving(name?: string): Call<{ readonly path: string }> {
    const { checkpointTtlSeconds: ttlSeconds } = this.options
    const saved = name ?? `recovery_${++this.#made}`
    return {
      effect: 'point',
      bytes: 0,
      submit: (model) => model.saveWeights(saved, ttlSeconds === undefined ? {} : { ttlSeconds }),
      onResult: ({ path }) => void this.#take({ path, own: name === undefined }),
    }
  }

  /** Takes a checkpoint of someone else's. Returns how to go back, and how to be done with the one before. */
  take(path: string): { undo: () => void; keep: () => void } {
    const before = this.#now
    this.#now = { path, own: false }
    return {
      undo: () => {
        this.#now = before
      },
      keep: () => void this.#discard(before),
    }
  }

  /** Deletes what was only for recovery. */
  async end(): Promise<void> {
    await this.#discard(this.#now)
  }

  async #take(point: { readonly path: string; readonly own: boolean }): Promise<void> {
    const before = this.#now
    this.#now = point
    await this.#discard(before)
  }

  /** Best effort: some servers cannot delete. */
  async #discard(point: { readonly path: string; readonly own: boolean } | undefined): Promise<void> {
    if (point?.own) await this.options.client.deleteCheckpoint(point.path).catch(() => undefined)
  }
}
