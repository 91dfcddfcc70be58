import { SpiceError } from '../errors.js'
import { randomStream } from '../random/index.js'
import type { Document } from '../words.js'
import type { CorpusReport } from './report.js'

/** Documents in a fixed order, held in memory. */
export interface Corpus {
  readonly size: number
  /** sha256 over the documents' ids: two corpora with one hash give the same samples. */
  readonly hash: string
  /** What was read, dropped and refused on the way in. */
  readonly report: CorpusReport
  /** Throws RangeError outside [0, size). */
  document(index: number): Document
  /**
   * `count` different documents, uniformly at random: a function of seed and iteration alone. Throws
   * SpiceError('config') if the corpus has fewer.
   */
  sample(count: number, key: { readonly seed: number; readonly iteration: number }): Document[]
}

export function corpusOf(documents: readonly Document[], hash: string, report: CorpusReport): Corpus {
  const document = (index: number): Document => {
    const found = documents[index]
    if (!found) throw new RangeError(`document ${index} of a corpus of ${documents.length}`)
    return found
  }
  return {
    size: documents.length,
    hash,
    report,
    document,
    sample(count, { seed, iteration }) {
      if (count > documents.length)
        throw new SpiceError(
          'config',
          `${count} documents per iteration from a corpus of ${documents.length}: each is drawn once at most`,
          {
            hint: 'lower documentsPerIteration, add documents, or cut them shorter (corpus.maxDocumentTokens)',
          },
        )
      const random = randomStream({ seed, iteration, purpose: 'documents', index: 0 })
      // The first `count` steps of a Fisher-Yates shuffle, keeping only the places that moved.
      const moved = new Map<number, number>()
      return Array.from({ length: count }, (_, i) => {
        const j = i + random.integer(documents.length - i)
        const picked = moved.get(j) ?? j
        moved.set(j, moved.get(i) ?? i)
        return document(picked)
      })
    },
  }
}
