import type { RandomStream } from '../random/index.js'

/**
 * At most `size` of the attempts, in their order, chosen uniformly with the proportion of valid ones kept to the nearest
 * whole number and at least one valid. Empty if none is valid: such a document leaves both roles' batches.
 */
export function subsample<T>(
  attempts: readonly T[],
  isValid: (attempt: T) => boolean,
  size: number,
  random: RandomStream,
): T[] {
  const valid = attempts.flatMap((attempt, i) => (isValid(attempt) ? [i] : []))
  const invalid = attempts.flatMap((attempt, i) => (isValid(attempt) ? [] : [i]))
  if (valid.length === 0) return []
  if (attempts.length <= size) return [...attempts]
  const keptValid = Math.max(1, Math.round((size * valid.length) / attempts.length))
  const kept = [
    ...random.shuffle(valid).slice(0, keptValid),
    ...random.shuffle(invalid).slice(0, size - keptValid),
  ]
  return kept.sort((a, b) => a - b).map((i) => attempts[i] as T)
}
