import type { Config } from '../config/index.js'
import type { Engine, Sampler } from '../engines/engine.js'

/** The engine's policy now, for a fixed role to keep. Undefined if no role is fixed: it costs a copy of all weights. */
export async function initialPolicy(
  { challenger, reasoner }: Config,
  engine: Engine,
): Promise<Sampler | undefined> {
  const kept = (challenger.policy === 'fixed' && challenger.endpoint === null) || reasoner.policy === 'fixed'
  return kept ? await engine.sampler() : undefined
}
