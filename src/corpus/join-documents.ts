import { createHash } from 'node:crypto'
import { SpiceError } from '../errors.js'
import type { BuildSource } from './build-options.js'
import type { Documents } from './corpus.js'
import { isCorpusFolder } from './manifest.js'
import type { Part } from './mixture.js'
import type { CorpusReport } from './report.js'

/**
 * One corpus from what the sources gave, in their order: `read` holds all that are no index folders, one part each,
 * `folders` the others. A source's weight is shared among its parts by theirs.
 * Throws SpiceError('input') for a source of a mixture without documents.
 */
export function joinDocuments(
  sources: readonly BuildSource[],
  read: Documents | undefined,
  folders: readonly Documents[],
): Documents {
  const all = [...(read ? [read] : []), ...folders]
  // All of them were read together, or there is one index folder: that is the mixture already.
  if (all.length === 1) return withDocuments(all[0] as Documents)
  const places: { readonly from: Documents; readonly part: Part; readonly weight: number }[] = []
  let nextRead = 0
  let nextFolder = 0
  for (const { name, paths, weight = 1 } of sources) {
    const folder = paths.some(isCorpusFolder) ? folders[nextFolder++] : undefined
    const from = (folder ?? read) as Documents
    const own = folder ? folder.parts : [(read as Documents).parts[nextRead++] as Part]
    const sum = own.reduce((total, part) => total + part.weight, 0)
    for (const part of own)
      places.push({
        from,
        part: own.length === 1 && name !== undefined ? { ...part, name } : part,
        weight: (weight * part.weight) / sum,
      })
  }
  let next = 0
  const parts = places.map(({ part, weight }): Part => {
    const first = next
    next += part.size
    return { name: part.name, first, size: part.size, weight }
  })
  const whole: Documents = {
    parts,
    ids: createHash('sha256')
      .update(JSON.stringify(all.map(({ ids }) => ids)))
      .digest('hex'),
    report: sumOfReports(all.map(({ report }) => report)),
    document(index) {
      // A mixture has a handful of parts.
      const at = parts.findLastIndex(({ first, size }) => size > 0 && first <= index)
      const { from, part } = places[at] as (typeof places)[number]
      return from.document(part.first + index - (parts[at] as Part).first)
    },
    close: () => {
      for (const one of all) one.close()
    },
  }
  return withDocuments(whole)
}

function withDocuments(documents: Documents): Documents {
  const empty = documents.parts.find(({ size }) => size === 0)
  if (empty)
    throw new SpiceError('input', `source ${empty.name} of the corpus has no documents`, {
      hint: 'all of its texts were dropped, some perhaps as duplicates of an earlier source; take it out',
    })
  return documents
}

function sumOfReports(reports: readonly CorpusReport[]): CorpusReport {
  const sum = (of: (report: CorpusReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0)
  return {
    files: sum((report) => report.files),
    rows: sum((report) => report.rows),
    documents: sum((report) => report.documents),
    duplicates: sum((report) => report.duplicates),
    empty: sum((report) => report.empty),
    broken: sum((report) => report.broken),
    issues: reports.flatMap((report) => report.issues),
  }
}
