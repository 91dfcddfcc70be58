import { createHash } from 'node:crypto'
import type { Document } from '../words.js'
import { createSampler, type Part, type SampleKey } from './mixture.js'
import type { CorpusReport } from './report.js'

/** Documents in a fixed order, in memory or in an index folder. */
export interface Corpus {
  readonly size: number
  /** Two corpora with one hash give the same samples: over the documents' ids, and the mixture if there is one. */
  readonly hash: string
  /** What was read, dropped and refused on the way in. */
  readonly report: CorpusReport
  /** What is drawn from, in order; one part where there is no mixture. */
  readonly parts: readonly Part[]
  /** Throws RangeError outside [0, size), SpiceError('input') if the folder is broken there. */
  document(index: number): Document
  /**
   * `count` different documents, at random by the parts' weights (see mixture.ts): a function of seed and iteration
   * alone. Throws SpiceError('config') if there are too few.
   */
  sample(count: number, key: SampleKey): Document[]
  /** Ends the use of files. */
  close(): void
}

export interface Documents {
  readonly parts: readonly Part[]
  /** sha256 over all ids in order, in hexadecimal digits. */
  readonly ids: string
  readonly report: CorpusReport
  document(index: number): Document
  close(): void
}

/** A corpus of documents that are to be had by position. */
export function corpusOf(documents: Documents, { epochs = false }: { epochs?: boolean } = {}): Corpus {
  const { parts, report } = documents
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  const sample = createSampler(parts, { epochs })
  const document = (index: number): Document => {
    if (!Number.isInteger(index) || index < 0 || index >= size)
      throw new RangeError(`document ${index} of a corpus of ${size}`)
    return documents.document(index)
  }
  return {
    size,
    hash: hashOf(documents),
    report,
    parts,
    document,
    sample: (count, key) => sample(count, key).map(document),
    close: () => documents.close(),
  }
}

function hashOf({ ids, parts }: Documents): string {
  if (parts.length === 1) return ids
  const mixture = parts.map(({ size, weight }) => [size, weight])
  return createHash('sha256')
    .update(JSON.stringify([ids, mixture]))
    .digest('hex')
}
