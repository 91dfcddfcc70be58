import type { RandomStream } from '../../src/random/index.js'
import { SPECIAL_TOKENS } from './bpe.js'
import { between, pick } from './world/draw.js'

/**
 * A random segment repeated to fill a row; only the repeats count. Nothing but copying lowers this loss, so it makes
 * the attention heads that a Challenger needs to quote its document. A narrow alphabet makes every token stand in many
 * places, as digits do in a document: then the tokens before it have to agree as well.
 */
export function copyDrill(
  rng: RandomStream,
  vocabulary: number,
  { narrow, length = 64 }: { narrow: boolean; length?: number },
): { tokens: number[]; weights: number[] } {
  const period = between(rng, 8, 30)
  const draw = () => between(rng, SPECIAL_TOKENS.length, vocabulary - 1)
  const alphabet = narrow && rng.integer(4) ? Array.from({ length: between(rng, 5, 15) }, draw) : null
  const segment = Array.from({ length: period }, () => (alphabet === null ? draw() : pick(rng, alphabet)))
  return {
    tokens: Array.from({ length }, (_, i) => segment[i % period] as number),
    weights: Array.from({ length }, (_, i) => (i < period ? 0 : 1)),
  }
}
