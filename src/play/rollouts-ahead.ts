import type { Config } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import type { PlayState } from './play-state.js'

/** What a rollout begins with. */
export interface RolloutStart {
  readonly iteration: number
  /** Updates of the policy so far: that of iteration i is never drawn from one older than i - maxStaleness. */
  readonly updates: number
  /** Fingerprints of the questions of the iterations that were finished by then. */
  readonly earlier: ReadonlySet<string>
}

export interface RolloutsAhead<T> {
  /** The rollout of the iteration of `state`, after those that may run beside the update that follows were begun. */
  next(state: PlayState): Promise<T>
  /** Ends the rollouts that no one will learn from, and waits until they have. */
  abandon(): Promise<void>
}

/**
 * Rollouts in the order of their iterations, at most `pipeline.maxStaleness` of them ahead. With 0 each is drawn when it is
 * asked for, from the newest policy: exactly the plain loop. Above 0 a rollout is up to that many updates behind the policy that
 * learns from it; the importance ratios of the loss (`freeze-logprobs.ts`) correct for that.
 * Throws SpiceError ('config') if the engine can't sample while it trains.
 */
export function rolloutsAhead<T>(
  {
    config,
    engine,
    signal,
  }: { readonly config: Config; readonly engine: Engine; readonly signal?: AbortSignal },
  draw: (start: RolloutStart, signal: AbortSignal) => Promise<T>,
): RolloutsAhead<T> {
  const { maxStaleness } = config.pipeline
  requireOverlap(engine, maxStaleness)
  const own = new AbortController()
  const either = signal ? AbortSignal.any([signal, own.signal]) : own.signal
  const waiting = new Map<number, Promise<T>>()
  return {
    async next({ iteration, earlier }) {
      const last = Math.min(iteration + maxStaleness, config.iterations - 1)
      for (let ahead = iteration; ahead <= last; ahead++) {
        if (waiting.has(ahead)) continue
        const rollout = draw({ iteration: ahead, updates: iteration, earlier }, either)
        // It may fail long before its turn; whoever takes it hears of it.
        rollout.catch(() => {})
        waiting.set(ahead, rollout)
      }
      const rollout = waiting.get(iteration) as Promise<T>
      waiting.delete(iteration)
      return rollout
    },
    async abandon() {
      own.abort()
      await Promise.allSettled(waiting.values())
    },
  }
}

/** Throws SpiceError('config') if rollouts are to be drawn ahead and the engine can't while it trains. */
export function requireOverlap({ capabilities }: Pick<Engine, 'capabilities'>, maxStaleness: number): void {
  const { name, samplesWhileTraining, snapshots } = capabilities
  if (maxStaleness === 0 || (samplesWhileTraining && snapshots === 'kept')) return
  throw new SpiceError(
    'config',
    `pipeline.maxStaleness: ${maxStaleness} needs an engine that samples while it trains, and ${name} does not`,
    { hint: 'Set pipeline.maxStaleness=0.' },
  )
}
