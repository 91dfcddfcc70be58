import { type SamplingModel, TinkerError, type TrainingModel } from '../../tinker/index.js'
import { type Call, type Entry, Journal } from './journal.js'
import { isRecoverable, RecoveryLimit, type RecoveryLimitOptions } from './recovery-limit.js'
import { RecoveryPoints, type RecoveryPointsOptions } from './recovery-points.js'
import { answerOf, ServerPlace, type ServerPlaceOptions } from './server-place.js'

export interface SteadyModelOptions extends ServerPlaceOptions, RecoveryPointsOptions, RecoveryLimitOptions {
  /** Beyond this many bytes of journal a new recovery point is taken after the next step. */
  readonly journalBytes: number
  readonly onRecovery: (message: string) => void
}

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
  readonly #limit: RecoveryLimit
  #model: TrainingModel | undefined
  readonly #journal = new Journal()
  /** Each call's turn begins when the one before was submitted, or answered where the target wants that. */
  #turn: Promise<unknown> = Promise.resolve()
  /** Of the call submitted last: answers are dealt with in the order of the calls. */
  #attempt: Promise<void> = Promise.resolve()
  /** The model on the server isn't, or may not be, what the journal says. */
  #stale = true
  #generation = 0
  #takingPoint = false
  readonly #ending = new AbortController()
  /** What rebuilds last ended with that made no model. */
  #vain: { readonly error: unknown } | undefined
  /** Shared by the calls that count on each other: those made before one of them failed for good. */
  #failure: { error?: unknown } = {}

  constructor(private readonly options: SteadyModelOptions) {
    this.#place = new ServerPlace(options)
    this.#points = new RecoveryPoints(options)
    this.#limit = new RecoveryLimit(options, this.#ending.signal)
  }

  /** Counts the models that took each other's place. */
  get generation(): number {
    return this.#generation
  }

  /** Makes the first model. */
  async open(): Promise<void> {
    await this.#enqueue(() => this.#rebuildOrThrow())
    this.#limit.progressed()
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
        if (call.effect === 'point') await this.#drain()
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
      this.#limit.progressed()
      try {
        await this.#rebuildOrThrow()
      } catch (error) {
        point.undo()
        for (const entry of entries) this.#journal.add(entry)
        throw error
      }
      this.#limit.progressed()
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
    const vain = this.#vain
    await this.#enqueue(async () => {
      // Many samples are lost together: it is tried once for all of them.
      if (this.#stale && this.#vain !== vain) throw this.#vain?.error
      if (generation === this.#generation && !this.#stale) {
        this.#stale = true
        this.#tell(error)
      }
      if (this.#stale) await this.#rebuildOrThrow(error)
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
    this.#limit.progressed()
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
    this.#journal.add(entry)
    if (this.#stale) await this.#rebuild()
    else await this.#execute(entry)
  }

  async #execute(entry: Entry): Promise<void> {
    const model = this.#model as TrainingModel
    const pending = entry.call.submit(model)
    let taken = false
    const accepted = pending.accepted.then(
      () => {
        taken = true
      },
      () => undefined,
    )
    const before = this.#attempt
    entry.attempt = pending.result.then(
      async (result) => {
        await before
        this.#delivered(entry, result, model)
      },
      async (error) => {
        if (isRecoverable(error)) return this.#lostUnder(entry, error, model)
        await before
        this.#failed(entry, error, model, taken)
      },
    )
    this.#attempt = entry.attempt
    const queues = this.options.traits.queuesCalls && entry.call.effect !== 'point'
    await (queues ? accepted : entry.attempt)
  }

  /** Waits for the answers of all calls that were submitted. */
  async #drain(): Promise<void> {
    await Promise.all(this.#journal.entries.map(({ attempt }) => attempt))
  }

  #delivered(entry: Entry, result: unknown, from: TrainingModel): void {
    if (!this.#isNext(entry, from)) return
    this.#settle(entry, result)
    if (entry.call.effect === 'step' && this.#journal.bytes > this.options.journalBytes) this.#takePoint()
  }

  #settle(entry: Entry, result: unknown): void {
    entry.call.onResult?.(result)
    if (entry.call.effect === 'none') this.#journal.remove(entry)
    if (entry.call.effect === 'point') this.#journal.startAt(entry)
    if (entry.settled) return
    this.#limit.progressed()
    entry.settled = true
    entry.resolve(result)
  }

  /** Results of a model that is given up, or of calls behind one in doubt, come again from the next model. */
  #isNext(entry: Entry, from: TrainingModel): boolean {
    return from === this.#model && entry === this.#journal.unanswered
  }

  #lostUnder(entry: Entry, error: unknown, from: TrainingModel): void {
    if (from !== this.#model || entry.settled) return
    if (!this.#stale) this.#tell(error)
    this.#stale = true
    this.#enqueue(async () => {
      if (this.#stale) await this.#rebuild(error)
    }).catch(() => this.#giveUp(entry, error))
  }

  #failed(entry: Entry, error: unknown, from: TrainingModel, taken: boolean): void {
    if (!this.#isNext(entry, from)) return
    // Whoever calls next may try as often as this one did.
    this.#limit.progressed()
    if (entry.call.effect === 'none' || entry.call.effect === 'point') {
      // It changed nothing, but where the request got stuck no other will follow it.
      if (!isRefusal(error, taken)) this.#stale = true
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
    while (!this.#limit.isReached) {
      await this.#limit.begin()
      try {
        await this.#attemptRebuild()
        this.#stale = false
        return undefined
      } catch (caught) {
        error = caught
      }
      if (!isRecoverable(error)) return this.#end(error)
      this.#tell(error)
    }
    return this.#end(this.#limit.exhausted(error))
  }

  /** Nothing more is tried for the calls there are. */
  #end(error: unknown): unknown {
    this.#limit.progressed()
    this.#vain = { error }
    const { unanswered } = this.#journal
    if (unanswered) this.#giveUp(unanswered, error)
    return error
  }

  async #attemptRebuild(): Promise<void> {
    this.#model = undefined
    const model = await this.#place.renew(this.#points.path)
    this.#generation++
    this.#model = model
    this.#attempt = Promise.resolve()
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

  #takePoint(): void {
    if (this.#takingPoint) return
    this.#takingPoint = true
    this.call(this.#points.saving())
      .catch((error: Error) => {
        if (!this.#ending.signal.aborted)
          this.options.onRecovery(`no recovery point could be taken, and the journal grows: ${error.message}`)
      })
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
}

/** The server said no to a request, and its model takes others. */
function isRefusal(error: unknown, taken: boolean): boolean {
  if (!(error instanceof TinkerError)) return taken
  const { kind } = error
  return kind === 'rejected' || kind === 'authentication' || (kind === 'failed' && taken)
}
