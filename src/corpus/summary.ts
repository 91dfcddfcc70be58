import type { Judged } from './intake.js'
import type { Summary } from './manifest.js'
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

/** Without regard to the order in which the keys were met. */
export function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** One more document. */
export function countDocument(summary: Summary, { tokens, counted, language }: Judged, bytes: number): void {
  summary.documents++
  summary.bytes += bytes
  summary.tokens += tokens
  if (counted) summary.countedDocuments++
  const bin = Math.min(63, tokens === 0 ? 0 : Math.floor(Math.log2(tokens)) + 1)
  while (summary.histogram.length <= bin) summary.histogram.push(0)
  summary.histogram[bin] = (summary.histogram[bin] as number) + 1
  if (language !== '') countUp(summary.languages, language)
}
