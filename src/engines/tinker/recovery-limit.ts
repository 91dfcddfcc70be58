import { setTimeout as sleep } from 'node:timers/promises'
import { TinkerError } from '../../tinker/index.js'

export interface RecoveryLimitOptions {
  /** Rebuilds in a row without any new result before it gives up. */
  readonly maxRecoveries: number
  /** Wait before the second rebuild in a row, doubled before each further one. */
  readonly recoveryPauseMs: number
}

const LONGEST_PAUSE_MS = 30_000

/** Another model can be made to take the place of this one. */
export function isRecoverable(error: unknown): error is TinkerError {
  return error instanceof TinkerError && (error.kind === 'uncertain' || error.kind === 'forgotten')
}

/** Counts rebuilds that got nothing further, and how long to wait between them. */
export class RecoveryLimit {
  #inARow = 0

  /** `ending` cuts a pause short. */
  constructor(
    private readonly options: RecoveryLimitOptions,
    private readonly ending: AbortSignal,
  ) {}

  get isReached(): boolean {
    return this.#inARow >= this.options.maxRecoveries
  }

  /** Counts one more, and waits for its time. */
  async begin(): Promise<void> {
    const { recoveryPauseMs } = this.options
    const before = this.#inARow++
    if (before === 0) return
    const milliseconds = Math.min(recoveryPauseMs * 2 ** (before - 1), LONGEST_PAUSE_MS)
    // That all ends is found out by the next request.
    await sleep(milliseconds, undefined, { signal: this.ending }).catch(() => undefined)
  }

  /** There was something new. */
  progressed(): void {
    this.#inARow = 0
  }

  /** What is said when it is reached. */
  exhausted(error: unknown): TinkerError {
    const { maxRecoveries } = this.options
    const { message } = error as Error
    return new TinkerError(
      isRecoverable(error) ? error.kind : 'forgotten',
      `the model was lost ${maxRecoveries} times in a row without getting any further: ${message}`,
      {
        hint: 'See to the server, then go on from the last checkpoint with spice train --resume.',
        cause: error,
      },
    )
  }
}
