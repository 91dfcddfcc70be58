import type { RandomStream } from '../../src/random/index.js'
import { SPECIAL_TOKENS } from './bpe.js'
import { between } from './world/draw.js'

/**
 * A random segment repeated to fill a row; only the repeats count. Nothing but copying lowers this loss, so it makes
 * the attention heads that a Challenger needs to quote its document.
 */
export function copyDrill(
  rng: RandomStream,
  vocabulary: number,
  length = 64,
): { tokens: number[]; weights: number[] } {
  const period = between(rng, 8, 30)
  const first = SPECIAL_TOKENS.length
  const segment = Array.from({ length: period }, () => between(rng, first, vocabulary - 1))
  return {
    tokens: Array.from({ length }, (_, i) => segment[i % period] as number),
    weights: Array.from({ length }, (_, i) => (i < period ? 0 : 1)),
  }
}
