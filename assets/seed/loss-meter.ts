import { COMPONENTS, type PretrainingBatch } from './mixture.js'

/** Losses per component and rate since it was made. */
export interface LossMeter {
  add(batch: PretrainingBatch, logprobs: readonly Float32Array[], gradNorm: number): void
  line(): string
}

export function lossMeter(): LossMeter {
  const started = performance.now()
  const sums = new Map<string, { loss: number; count: number }>()
  let tokens = 0
  let norms = 0
  let batches = 0
  return {
    add(batch, logprobs, gradNorm) {
      tokens += batch.tokens
      norms += gradNorm
      batches += 1
      for (const [i, component] of batch.components.entries()) {
        const weights = batch.data[i]?.weights ?? new Float32Array()
        const heaviest = weights.reduce((a, b) => Math.max(a, b), 0)
        const sum = sums.get(component) ?? { loss: 0, count: 0 }
        // Only what is fully weighted: the completion, not the question before it.
        weights.forEach((weight, t) => {
          if (weight === 0 || weight < heaviest) return
          sum.loss -= logprobs[i]?.[t] ?? 0
          sum.count += 1
        })
        sums.set(component, sum)
      }
    },
    line() {
      const seconds = (performance.now() - started) / 1000
      const losses = COMPONENTS.flatMap((component) => {
        const sum = sums.get(component)
        return sum === undefined ? [] : [`${component} ${(sum.loss / Math.max(1, sum.count)).toFixed(3)}`]
      })
      return `rate ${Math.round(tokens / seconds)}/s norm ${(norms / batches).toFixed(2)} | ${losses.join(' ')}`
    },
  }
}
