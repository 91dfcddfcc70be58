import { SpiceError } from '../errors.js'
import { sourceName } from './build-inputs.js'
import type { BuildSource } from './build-options.js'
import type { Judged } from './intake.js'
import type { SourceSummary, Summary } from './manifest.js'
import { countUp, emptyTallies } from './tally.js'

export function emptySummary(): Summary {
  return {
    documents: 0,
    bytes: 0,
    tokens: 0,
    countedDocuments: 0,
    tallies: emptyTallies(),
    histogram: [],
    languages: {},
    problems: 0,
    contamination: {},
  }
}

/** A source whose documents will stand from `first` on; keys as in the schema, by whose order a journal is read. */
export function emptySource(source: BuildSource, first: number): SourceSummary {
  const { weight = 1, textField = null } = source
  return { name: sourceName(source), weight, textField, files: 0, first, documents: 0, tokens: 0, bytes: 0 }
}

/** Without regard to the order in which the keys were met. */
export function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** One more document, of the build and of its source. */
export function countDocument(summary: Summary, source: SourceSummary, judged: Judged, bytes: number): void {
  const { tokens, counted, language } = judged
  source.documents++
  source.tokens += tokens
  source.bytes += bytes
  summary.documents++
  summary.bytes += bytes
  summary.tokens += tokens
  if (counted) summary.countedDocuments++
  const bin = Math.min(63, tokens === 0 ? 0 : Math.floor(Math.log2(tokens)) + 1)
  while (summary.histogram.length <= bin) summary.histogram.push(0)
  summary.histogram[bin] = (summary.histogram[bin] as number) + 1
  if (language !== '') countUp(summary.languages, language)
}

/** The hits of one document. */
export function countHits({ contamination }: Summary, hits: Judged['hits']): void {
  const sets = new Set<string>()
  for (const { set } of hits) {
    // A set may be called `constructor`.
    const counts = (Object.hasOwn(contamination, set) && contamination[set]) || { documents: 0, hits: 0 }
    contamination[set] = counts
    counts.hits++
    if (!sets.has(set)) counts.documents++
    sets.add(set)
  }
}

/** Why there are no documents. */
export function nothingIn(folder: string, { problems, tallies }: Summary): SpiceError {
  const dropped = Object.entries(tallies).flatMap(([step, tally]) =>
    Object.entries(tally.dropped)
      .filter(([reason]) => reason !== 'problem')
      .map(([reason, count]) => `${step} dropped ${count} (${reason})`),
  )
  const told = problems > 0 ? [`${problems} problems: see problems.jsonl there`] : []
  return new SpiceError('input', `the sources have no documents for ${folder}`, {
    hint: [...told, ...dropped].join('; ') || 'the files are empty',
  })
}
