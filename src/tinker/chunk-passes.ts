import type { PassResult, TinkerDatum } from './types.js'

/**
 * Parts of a batch that a server takes at once: at most so many datums and bytes (4 for a token, 4 or 8 for a number of
 * the loss), in order, as large as they go. A datum that is larger alone goes alone.
 */
export function chunksOf(
  data: readonly TinkerDatum[],
  limits: { readonly chunkDatums: number; readonly chunkBytes: number },
): TinkerDatum[][] {
  const chunks: TinkerDatum[][] = []
  let chunk: TinkerDatum[] = []
  let bytes = 0
  for (const datum of data) {
    const size = bytesOf(datum)
    if (chunk.length > 0 && (chunk.length >= limits.chunkDatums || bytes + size > limits.chunkBytes)) {
      chunks.push(chunk)
      chunk = []
      bytes = 0
    }
    chunk.push(datum)
    bytes += size
  }
  if (chunk.length > 0) chunks.push(chunk)
  return chunks
}

function bytesOf({ tokens, lossInputs }: TinkerDatum): number {
  let bytes = tokens.length * 4
  for (const values of Object.values(lossInputs))
    bytes += values.length * (values instanceof Float32Array ? 4 : 8)
  return bytes
}

/**
 * One result of the results of the parts. A metric says in its name how: `loss:sum`; means are weighted by datums. What
 * does not say, or is not in every part, is left out.
 */
export function mergePasses(parts: readonly PassResult[]): PassResult {
  const [first, ...rest] = parts
  if (!first) return { logprobs: [], metrics: {} }
  if (rest.length === 0) return first
  const metrics: Record<string, number> = {}
  for (const name of Object.keys(first.metrics)) {
    if (!parts.every((part) => Object.hasOwn(part.metrics, name))) continue
    const values = parts.map((part) => part.metrics[name] as number)
    const weights = parts.map((part) => part.logprobs.length)
    const value = reduce(name.slice(name.lastIndexOf(':') + 1), values, weights)
    if (value !== undefined) metrics[name] = value
  }
  return { logprobs: parts.flatMap((part) => part.logprobs), metrics }
}

function reduce(how: string, values: readonly number[], weights: readonly number[]): number | undefined {
  const total = values.reduce((sum, value) => sum + value, 0)
  switch (how) {
    case 'sum':
      return total
    case 'min':
      return Math.min(...values)
    case 'max':
      return Math.max(...values)
    case 'mean':
    case 'slack': {
      const all = weights.reduce((sum, weight) => sum + weight, 0)
      return values.reduce((sum, value, at) => sum + value * ((weights[at] as number) / all), 0)
    }
    default:
      return undefined
  }
}
