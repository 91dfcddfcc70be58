import { type CorpusFolder, hasSearch, type Manifest } from '../../corpus/index.js'
import type { Output } from '../output.js'
import { presentContamination, presentCounts, presentProblems, presentTallies } from './corpus-summary.js'
import { bytes, count, percent } from './numbers.js'
import { table } from './table.js'
import { oneLine } from './text.js'

const BAR = 40
const SHOWN_LANGUAGES = 15

export function presentInfo(output: Output, folder: string, corpus: CorpusFolder): void {
  const { manifest } = corpus
  presentCounts(output, folder, manifest)
  output.say()
  presentSources(output, manifest)
  output.say()
  presentHistogram(output, manifest)
  presentLanguages(output, manifest)
  output.say()
  presentTallies(output, manifest)
  presentContamination(output, manifest)
  presentProblems(output, manifest, folder)
  output.say()
  presentSettings(output, folder, manifest)
}

function presentSources(output: Output, { sources, documents }: Manifest): void {
  const weights = sources.reduce((sum, { weight }) => sum + weight, 0)
  const rows = sources.map((source) => [
    oneLine(source.name, 60),
    count(source.files),
    count(source.documents),
    count(source.tokens),
    bytes(source.bytes),
    sources.length === 1 ? percent(1, 0) : percent(source.weight / weights),
    percent(source.documents / documents),
  ])
  const heading = ['source', 'files', 'documents', 'tokens', 'text', 'of samples', 'of documents']
  say(output, [heading, ...rows])
}

function presentHistogram(output: Output, { histogram, documents }: Manifest): void {
  const most = Math.max(...histogram)
  const first = histogram.findIndex((n) => n > 0)
  const rows = histogram.slice(first).map((n, i) => {
    const bin = first + i
    const range = bin === 0 ? '0' : bin === 1 ? '1' : `${count(2 ** (bin - 1))} to ${count(2 ** bin - 1)}`
    return [range, count(n), percent(n / documents), bar(n / most)]
  })
  say(output, [['tokens a document', 'documents', '', ''], ...rows], ['right', 'right', 'right', 'left'])
}

function presentLanguages(output: Output, { languages, documents, settings }: Manifest): void {
  const told = Object.entries(languages).toSorted(([, a], [, b]) => b - a)
  output.say()
  if (told.length === 0) {
    const detected = (settings.filter as { detect?: unknown } | null)?.detect === true
    output.say(detected ? 'languages: none could be told' : 'languages: not looked at (--detect-languages)')
    return
  }
  const rows = told
    .slice(0, SHOWN_LANGUAGES)
    .map(([code, n]) => [code === 'und' ? 'not told' : code, count(n), percent(n / documents)])
  say(output, [['language', 'documents', ''], ...rows])
  if (told.length > SHOWN_LANGUAGES) output.say(`… ${told.length - SHOWN_LANGUAGES} more`)
}

function presentSettings(output: Output, folder: string, { settings, shards, ids }: Manifest): void {
  const { documentTokens, minTokens, tokens, exact, near, contamination, clean, filter } = settings
  const line = (name: string, text: string) => output.say(`${output.style('bold', name.padEnd(15))}${text}`)
  line('documents of', `${count(minTokens)} to ${count(documentTokens)} tokens (${tokens})`)
  line('clean', clean === null ? 'off' : flat(clean))
  line('filter', filter === null ? 'off' : flat(filter))
  line(
    'duplicates',
    `${exact ? 'dropped' : 'kept'}; near ones: ${near === null ? 'not looked for' : flat(near)}`,
  )
  line(
    'contamination',
    contamination === null ? 'not looked for' : `${contamination.action}, index ${contamination.index}`,
  )
  line(
    'on disk',
    `${shards} ${shards === 1 ? 'shard' : 'shards'} of text; full text ${hasSearch(folder) ? 'indexed' : 'not indexed'}`,
  )
  line('hash', ids)
}

function flat(settings: unknown): string {
  if (typeof settings !== 'object' || settings === null) return String(settings)
  const parts = Object.entries(settings).map(([name, value]) =>
    value === null || value === false
      ? `${name} off`
      : value === true
        ? name
        : `${name} ${JSON.stringify(value)}`,
  )
  return oneLine(parts.join(', '), 1000)
}

function bar(share: number): string {
  const eighths = Math.ceil(share * BAR * 8)
  return '█'.repeat(Math.floor(eighths / 8)) + (['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '')
}

function say(
  output: Output,
  rows: readonly (readonly string[])[],
  aligns = ['left', ...(rows[0] ?? []).slice(1).map(() => 'right')] as ('left' | 'right')[],
): void {
  const [heading = '', ...lines] = table(rows, aligns)
  output.say(output.style('bold', heading))
  for (const line of lines) output.say(line)
}
