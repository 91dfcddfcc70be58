import { setTimeout as sleep } from 'node:timers/promises'
import { type SamplingModel, TinkerError, type TrainingModel } from '../../tinker/index.js'
import { type Call, type Entry, Journal } from './journal.js'
import { RecoveryPoints, type RecoveryPointsOptions } from './recovery-points.js'
import { answerOf, ServerPlace, type ServerPlaceOptions } from './server-place.js'

export interface SteadyModelOptions extends ServerPlaceOptions, RecoveryPointsOptions {
  /** Beyond this many bytes of journal a new recovery point is taken after the next step. */
  readonly journalBytes: number
  /** Rebuilds in a row without any new result before it gives up. */
  readonly maxRecoveries: number
  /** Wait before the second rebuild in a row, doubled before each further one. */
  readonly recoveryPauseMs: number
  readonly onRecovery: (message: string) => void
}

const LONGEST_PAUSE_MS = 30_000

/**
 * A training model that outlives what a server forgets and requests whose fate is unknown. It keeps the server's last
 * training checkpoint (none: the fresh model) and a journal of the calls since; if the model is lost or in doubt, another
 * is made in a fresh session, the checkpoint loaded and the journal repeated in order. Stray requests may only still reach
 * the old model, so nothing is applied twice.
 *
 * Calls take effect in the order in which they are made. A call that fails for good leaves the model as it was before
 * the call.
 */
export class SteadyModel {
  readonly #place: ServerPlace
  readonly #points: RecoveryPoints
  #model: TrainingModel | undefined
  readonly #journal = new Journal()
  /** Each call's turn begins when the one before was submitted, or answered where the target wants that. */
  #turn: Promise<unknown> = Promise.resolve()
  /** The model on the server isn't, or may not be, what the journal says. */
  #stale = true
  #generation = 0
  #recoveries = 0
  #takingPoint = false
  readonly #ending = new AbortController()
  /** Shared by the calls that count on each other: those made before one of them failed for good. */
  #failure: { error?: unknown } = {}

  constructor(private readonly options: SteadyModelOptions) {
    this.#place = new ServerPlace(options)
    this.#points = new RecoveryPoints(options)
  }

  /** Counts the models that took each other's place. */
  get generation(): number {
    return this.#generation
  }

  /** Makes the first model. */
  async open(): Promise<void> {
    await this.#enqueue(() => this.#rebuildOrThrow())
    this.#recoveries = 0
  }

  call<T>(call: Call<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const entry: Entry = {
        call: call as Call<unknown>,
        resolve: resolve as (result: unknown) => void,
        reject,
        settled: false,
        attempt: Promise.resolve(),
      }
      const failure = this.#failure
      this.#enqueue(async () => {
        // Made when a call ahead of it was still thought to succeed.
        if (failure.error !== undefined) throw failure.error
        await this.#start(entry)
      }).catch(reject)
    })
  }

  /** Saves weights and optimizer on the server; from then on it is the recovery point. Without a name: for nothing else. */
  async save(name?: string): Promise<string> {
    const { path } = await this.call(this.#points.saving(name))
    return path
  }

  /** Starts again from a training checkpoint. Where that fails, the model is as before at its next call. */
  async load(path: string): Promise<void> {
    await this.#enqueue(async () => {
      await this.#drain()
      // Calls that are still to be answered were made of the model before.
      if (this.#stale && this.#journal.entries.some(({ settled }) => !settled)) await this.#rebuild()
      const { entries } = this.#journal
      const point = this.#points.take(path)
      this.#journal.clear()
      this.#stale = true
      this.#recoveries = 0
      try {
        await this.#rebuildOrThrow()
      } catch (error) {
        point.undo()
        for (const entry of entries) this.#journal.add(entry)
        throw error
      }
      this.#recoveries = 0
      point.keep()
    })
  }

  /** Of the present session. */
  async baseModelSampler(): Promise<{ readonly model: SamplingModel; readonly generation: number }> {
    return this.#enqueue(async () => {
      let lost: unknown
      for (;;) {
        if (this.#stale) await this.#rebuildOrThrow(lost)
        try {
          return { model: await this.#place.baseModelSampler(), generation: this.#generation }
        } catch (error) {
          if (!isRecoverable(error)) throw error
          lost = error
          this.#stale = true
          this.#tell(error)
        }
      }
    })
  }

  /** Something of this generation was lost: resolves when there is another, at once if there is already. */
  async lost(generation: number, error: unknown): Promise<void> {
    await this.#enqueue(async () => {
      if (generation !== this.#generation) return
      this.#stale = true
      this.#tell(error)
      await this.#rebuildOrThrow(error)
    })
  }

  /**
   * Where it must be, makes another model of what this one is: what is still on its way to the old one then changes
   * nothing. Calls made before come before.
   */
  async renew(isNeeded: () => boolean): Promise<void> {
    await this.#enqueue(() => this.#drain())
    if (!isNeeded()) return
    // Without it the journal is repeated, which is right too.
    await this.save().catch(() => undefined)
    await this.lost(
      this.#generation,
      new TinkerError(
        'uncertain',
        'a sample that was lost on its way may still arrive and bring older weights back',
      ),
    )
  }

  /** The server answered with something new, so it is worth to go on. */
  progressed(): void {
    this.#recoveries = 0
  }

  /** Does not wait for calls in flight: they fail. */
  async close(): Promise<void> {
    this.#ending.abort()
    await this.#place.leave()
    await this.#points.end()
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(() => {
      if (this.#ending.signal.aborted) throw new TinkerError('closed', 'the engine was closed')
      return work()
    })
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  async #start(entry: Entry): Promise<void> {
    if (entry.call.effect === 'point') await this.#drain()
    this.#journal.add(entry)
    if (this.#stale) await this.#rebuild()
    else await this.#execute(entry)
  }

  async #execute(entry: Entry): Promise<void> {
    const model = this.#model as TrainingModel
    const pending = entry.call.submit(model)
    entry.attempt = pending.result.then(
      (result) => this.#delivered(entry, result, model),
      (error) => this.#failed(entry, error, model),
    )
    const accepted = pending.accepted.catch(() => undefined)
    const queues = this.options.traits.queuesCalls && entry.call.effect !== 'point'
    await (queues ? accepted : entry.attempt)
  }

  /** Waits for the answers of all calls that were submitted. */
  async #drain(): Promise<void> {
    await Promise.all(this.#journal.entries.map(({ attempt }) => attempt))
  }

  #delivered(entry: Entry, result: unknown, from: TrainingModel): void {
    // Results of a model that was given up come again from the one that takes its place.
    if (from !== this.#model || entry.settled) return
    this.#settle(entry, result)
    if (entry.call.effect === 'step' && this.#journal.bytes > this.options.journalBytes) this.#takePoint()
  }

  #settle(entry: Entry, result: unknown): void {
    entry.call.onResult?.(result)
    if (entry.call.effect === 'none') this.#journal.remove(entry)
    if (entry.call.effect === 'point') this.#journal.startAt(entry)
    if (entry.settled) return
    this.#recoveries = 0
    entry.settled = true
    entry.resolve(result)
  }

  #failed(entry: Entry, error: unknown, from: TrainingModel): void {
    if (from !== this.#model || entry.settled) return
    if (isRecoverable(error)) {
      if (!this.#stale) this.#tell(error)
      this.#stale = true
      this.#enqueue(async () => {
        if (this.#stale) await this.#rebuild(error)
      }).catch(() => this.#giveUp(entry, error))
      return
    }
    if (entry.call.effect === 'none' || entry.call.effect === 'point') {
      this.#journal.remove(entry)
      entry.settled = true
      entry.reject(error)
    } else {
      this.#stale = true
      this.#giveUp(entry, error)
    }
  }

  /** The call and those behind it, which counted on it, fail; the next call finds the model as it was before. */
  #giveUp(first: Entry, error: unknown): void {
    this.#failure.error = error
    this.#failure = {}
    for (const entry of this.#journal.cutFrom(first)) {
      if (entry.settled) continue
      entry.settled = true
      entry.reject(error)
    }
  }

  async #rebuildOrThrow(reason?: unknown): Promise<void> {
    const error = await this.#rebuild(reason)
    if (error !== undefined) throw error
  }

  /**
   * Makes the model anew, as often as is worth it. If it can't, calls without an answer fail; the error is returned.
   * `reason`: what was lost.
   */
  async #rebuild(reason?: unknown): Promise<unknown> {
    let error: unknown =
      reason ?? new TinkerError('forgotten', 'the model on the server is not the one of the journal')
    while (this.#recoveries < this.options.maxRecoveries) {
      await this.#pause()
      this.#recoveries++
      try {
        await this.#attemptRebuild()
        this.#stale = false
        return undefined
      } catch (caught) {
        error = caught
      }
      if (!isRecoverable(error)) break
      this.#tell(error)
    }
    this.#recoveries = 0
    const final = isRecoverable(error) ? this.#exhausted(error as TinkerError) : error
    const unanswered = this.#journal.entries.find(({ settled }) => !settled)
    if (unanswered) this.#giveUp(unanswered, final)
    return final
  }

  async #attemptRebuild(): Promise<void> {
    this.#model = undefined
    const model = await this.#place.renew(this.#points.path)
    this.#generation++
    this.#model = model
    for (const entry of this.#journal.entries) {
      if (entry.settled && entry.call.effect === 'snapshot' && !this.#isUsable(entry)) continue
      this.#settle(entry, await answerOf(entry.call.submit(model)))
    }
  }

  /** A snapshot that a later step made useless need not be taken again. */
  #isUsable(snapshot: Entry): boolean {
    if (this.options.traits.snapshots === 'kept') return true
    const { entries } = this.#journal
    return !entries.slice(entries.indexOf(snapshot)).some(({ call }) => call.effect === 'step')
  }

  async #pause(): Promise<void> {
    if (this.#recoveries === 0) return
    const milliseconds = Math.min(
      this.options.recoveryPauseMs * 2 ** (this.#recoveries - 1),
      LONGEST_PAUSE_MS,
    )
    // Cut short by close, which the next request then finds out.
    await sleep(milliseconds, undefined, { signal: this.#ending.signal }).catch(() => undefined)
  }

  #takePoint(): void {
    if (this.#takingPoint) return
    this.#takingPoint = true
    this.call(this.#points.saving())
      .catch((error: Error) =>
        this.options.onRecovery(`no recovery point could be taken, and the journal grows: ${error.message}`),
      )
      .finally(() => {
        this.#takingPoint = false
      })
  }

  #tell(error: unknown): void {
    const { entries } = this.#journal
    const again = entries.filter(({ call, settled }) => settled && call.effect !== 'snapshot').length
    const { path } = this.#points
    const from = path === undefined ? 'made anew' : `loaded from ${path}`
    this.options.onRecovery(
      `${(error as Error).message}; the model is ${from} and ${again} training calls are repeated`,
    )
  }

  #exhausted(error: TinkerError): TinkerError {
    const { maxRecoveries } = this.options
    return new TinkerError(
      error.kind,
      `the model was lost ${maxRecoveries} times in a row without getting any further: ${error.message}`,
      {
        hint: 'See to the server, then go on from the last checkpoint with spice train --resume.',
        cause: error,
      },
    )
  }
}

/** Another model can be made to take the place of this one. */
export function isRecoverable(error: unknown): boolean {
  return error instanceof TinkerError && (error.kind === 'uncertain' || error.kind === 'forgotten')
}
