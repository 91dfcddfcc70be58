/** Who may ask a question: pretraining exercises, the corpus and self-play, or the evaluation sets. */
export const SPLITS = ['pretraining', 'corpus', 'evaluation'] as const
export type Split = (typeof SPLITS)[number]

/** The split of a canonical question or of an entity: 60, 25 and 15 percent by hash. */
export function splitOf(canonical: string): Split {
  const share = hash32(canonical) / 0x100000000
  return share < 0.6 ? 'pretraining' : share < 0.85 ? 'corpus' : 'evaluation'
}

/** FNV-1a over UTF-16 units with the finisher of MurmurHash3, so that near strings land far apart. */
function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
