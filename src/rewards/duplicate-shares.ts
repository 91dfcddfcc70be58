const MAX_WORDS = 128
const SAME = 0.5

/**
 * R-Zero's repetition term: for each question of a batch of n, the size of its cluster of near-duplicates over n
 * (0 for a question that is alone). Two questions are near-duplicates if the mean of their BLEU scores in both directions
 * exceeds 0.5; clusters are the connected components (R-Zero: average linkage). Reads at most 128 words of each;
 * time grows with n squared.
 */
export function duplicateShares(questions: readonly string[]): number[] {
  const profiles = questions.map(profile)
  const root = questions.map((_, i) => i)
  const find = (i: number): number => {
    let at = i
    while (root[at] !== at) at = root[at] as number
    return at
  }
  for (let i = 0; i < profiles.length; i++)
    for (let j = 0; j < i; j++) {
      const a = find(i)
      const b = find(j)
      if (a !== b && similarity(profiles[i] as Profile, profiles[j] as Profile) > SAME)
        root[Math.max(a, b)] = Math.min(a, b)
    }
  const sizes = new Map<number, number>()
  const roots = questions.map((_, i) => find(i))
  for (const at of roots) sizes.set(at, (sizes.get(at) ?? 0) + 1)
  return roots.map((at) => {
    const size = sizes.get(at) as number
    return size === 1 ? 0 : size / questions.length
  })
}

interface Profile {
  readonly words: number
  /** Counts of n-grams, n = 1..4. */
  readonly grams: readonly ReadonlyMap<string, number>[]
}

function profile(text: string): Profile {
  const words =
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)
      ?.slice(0, MAX_WORDS) ?? []
  const grams = [1, 2, 3, 4].map((n) => {
    const counts = new Map<string, number>()
    for (let i = 0; i + n <= words.length; i++) {
      const gram = words.slice(i, i + n).join(' ')
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
    return counts
  })
  return { words: words.length, grams }
}

function similarity(a: Profile, b: Profile): number {
  if (a.words === 0 || b.words === 0) return 0
  return (bleu(a, b) + bleu(b, a)) / 2
}

/** BLEU-4 of `a` against `b`, add-one smoothed above unigrams. */
function bleu(a: Profile, b: Profile): number {
  let logs = 0
  for (let n = 0; n < 4; n++) {
    let hits = 0
    let total = 0
    for (const [gram, times] of a.grams[n] as ReadonlyMap<string, number>) {
      total += times
      hits += Math.min(times, b.grams[n]?.get(gram) ?? 0)
    }
    const smooth = n === 0 ? 0 : 1
    if (hits + smooth === 0) return 0
    logs += Math.log((hits + smooth) / (total + smooth))
  }
  return Math.min(1, Math.exp(1 - b.words / a.words)) * Math.exp(logs / 4)
}
