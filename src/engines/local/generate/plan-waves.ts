import type { ModelConfig } from '../model/index.js'

/** Rows that are generated together: `rows[i]` continues `prompts[rows[i].prompt]`. */
export interface Wave {
  readonly prompts: readonly Int32Array[]
  readonly rows: readonly WaveRow[]
}

export interface WaveRow {
  /** Into the wave's prompts. */
  readonly prompt: number
  /** The caller's number of this row: prompt * n + sample. */
  readonly request: number
}

/**
 * Splits a request of n continuations a prompt into waves that fit `bytes` by estimate. Identical prompts are read
 * once; prompts of similar length share a wave, as they are padded to its longest; rows of one prompt stay together
 * as far as fits. A single row that does not fit is tried alone.
 */
export function planWaves(
  config: ModelConfig,
  prompts: readonly Int32Array[],
  { n, maxTokens, bytes }: { n: number; maxTokens: number; bytes: number },
): Wave[] {
  const distinct = new Map<string, { tokens: Int32Array; requests: number[] }>()
  for (const [p, tokens] of prompts.entries()) {
    const key = tokens.join()
    const entry = distinct.get(key) ?? { tokens, requests: [] }
    for (let j = 0; j < n; j++) entry.requests.push(p * n + j)
    distinct.set(key, entry)
  }
  const rows = [...distinct.values()]
    .sort((a, b) => a.tokens.length - b.tokens.length)
    .flatMap(({ tokens, requests }) => requests.map((request) => ({ tokens, request })))
  const fits = (candidate: typeof rows): boolean => {
    const sizes = {
      rows: candidate.length,
      prompts: new Set(candidate.map(({ tokens }) => tokens)).size,
      promptTokens: candidate.at(-1)?.tokens.length ?? 0,
      maxTokens,
    }
    return waveBytes(config, sizes) <= bytes
  }
  const split = (most: number): (typeof rows)[] => {
    const waves: (typeof rows)[] = []
    let start = 0
    while (start < rows.length) {
      // The largest count that fits, by bisection: the estimate grows with the count.
      let low = 1
      let high = Math.min(most, rows.length - start)
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if (fits(rows.slice(start, start + middle))) low = middle
        else high = middle - 1
      }
      waves.push(rows.slice(start, start + low))
      start += low
    }
    return waves
  }
  // Waves of equal size rather than full ones and a small rest: products of few rows are slow.
  const count = split(rows.length).length
  return split(Math.ceil(rows.length / Math.max(1, count))).map((wave) => {
    const waveTokens = [...new Set(wave.map(({ tokens }) => tokens))]
    const order = new Map(waveTokens.map((tokens, i) => [tokens, i]))
    return {
      prompts: waveTokens,
      rows: wave.map(({ tokens, request }) => ({ prompt: order.get(tokens) as number, request })),
    }
  })
}

/** What a wave takes at its peak, in bytes: caches, and the larger of what reading and what generating need. */
export function waveBytes(
  config: ModelConfig,
  sizes: { rows: number; prompts: number; promptTokens: number; maxTokens: number },
): number {
  const { layers, heads, kvHeads, headDim, width, ffn, vocabulary } = config
  const { rows, prompts, promptTokens, maxTokens } = sizes
  const cachePerToken = 2 * layers * kvHeads * headDim
  const promptCaches = prompts * promptTokens * cachePerToken
  const activations = 6 * width + 4 * ffn + 3 * heads * headDim
  const reading = prompts * promptTokens * (activations + 3 * heads * promptTokens)
  const scores = 5 * rows * vocabulary
  // Own caches, with a wide margin for what else lives during a step, and one layer's scores.
  const generating = rows * (2.5 * maxTokens * cachePerToken + 4 * heads * (promptTokens + maxTokens))
  return 4 * (promptCaches + scores + Math.max(reading, generating))
}
