import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type CorpusFolder, describeIssue, type Manifest, problemGroups } from '../../corpus/index.js'
import { invocation, quoted } from '../invocation.js'
import type { Output } from '../output.js'
import { bytes, count, duration, percent } from './numbers.js'
import { table } from './table.js'
import { oneLine } from './text.js'

const SHOWN_PROBLEMS = 10

/** What a build came to, and what to do next. */
export function presentBuilt(output: Output, folder: string, corpus: CorpusFolder, seconds: number): void {
  const { manifest } = corpus
  presentCounts(output, folder, manifest)
  output.say()
  presentTallies(output, manifest)
  presentContamination(output, manifest)
  presentProblems(output, manifest, folder)
  output.say()
  output.say(`done in ${duration(seconds)}`)
  const spice = invocation()
  for (const [command, what] of [
    [`corpus info ${quoted(folder)}`, 'lengths, languages, sources, settings'],
    [`corpus sample ${quoted(folder)}`, 'documents as training draws them'],
    [`train --corpus ${quoted(folder)}`, 'play on it'],
  ] as const)
    output.say(`  ${spice} ${command}  ${output.style('dim', `# ${what}`)}`)
}

export function presentCounts(output: Output, folder: string, manifest: Manifest): void {
  const { documents, files, countedDocuments } = manifest
  const counted =
    countedDocuments === documents
      ? 'counted'
      : countedDocuments === 0
        ? 'estimated'
        : `${percent(countedDocuments / documents)} of the documents counted, the others estimated`
  const line = (name: string, text: string) => output.say(`${output.style('bold', name.padEnd(11))}${text}`)
  line('corpus', folder)
  line('documents', `${count(documents)} from ${count(files)} ${files === 1 ? 'file' : 'files'}`)
  line('tokens', `${count(manifest.tokens)} (${counted})`)
  line('text', `${bytes(manifest.bytes)}; on disk ${bytes(bytesOnDisk(folder))}`)
}

/** Each step: what came in, what went on, why the rest did not, and what was changed. Steps that were off are left out. */
export function presentTallies(output: Output, { tallies, settings }: Manifest): void {
  const rows = Object.entries(tallies)
    .filter(([step, tally]) => tally.in > 0 || step === 'read')
    .map(([step, { in: came, out, dropped, changed }]) => [
      step,
      count(came),
      count(out),
      reasons(dropped),
      reasons(changed),
    ])
  const [heading = '', ...lines] = table(
    [['step', 'in', 'out', 'dropped', 'changed'], ...rows],
    ['left', 'right', 'right'],
  )
  output.say(output.style('bold', heading))
  for (const line of lines) output.say(line)
  if (settings.near === null && output.live)
    output.say(output.style('dim', 'near-duplicates were not looked for (--near-duplicates 0.8)'))
}

export function presentContamination(output: Output, { settings, contamination, tallies }: Manifest): void {
  if (settings.contamination === null) return
  const { action } = settings.contamination
  const did = { drop: 'dropped', flag: 'flagged', keep: 'kept' }[action]
  output.say()
  const sets = Object.entries(contamination)
  if (sets.length === 0) {
    output.say(`contamination: no test question in ${count(tallies.contamination.in)} documents`)
    return
  }
  const rows = sets.map(([set, { documents, hits }]) => [oneLine(set, 40), count(documents), count(hits)])
  const [heading = '', ...lines] = table(
    [['contamination', `documents ${did}`, 'hits'], ...rows],
    ['left', 'right', 'right'],
  )
  output.say(output.style('bold', heading))
  for (const line of lines) output.say(line)
}

/** How many texts could not be read, and the first of them by file and reason. */
export function presentProblems(output: Output, { problems }: Manifest, folder: string): void {
  if (problems === 0) return
  output.say()
  output.say(
    output.style('yellow', `${count(problems)} ${problems === 1 ? 'text' : 'texts'} could not be read`),
  )
  const groups = problemGroups(folder)
  for (const { file, problem, count: times, row } of groups.slice(0, SHOWN_PROBLEMS)) {
    const more = times === 1 ? '' : ` (and ${count(times - 1)} more)`
    output.say(`  ${oneLine(describeIssue({ file, line: row, problem }), 200)}${more}`)
  }
  if (groups.length > SHOWN_PROBLEMS) output.say(`  … all in ${join(folder, 'problems.jsonl')}`)
}

export function bytesOnDisk(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { name }) => sum + statSync(join(folder, name)).size, 0)
}

function reasons(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${count(n)}`)
  return parts.join(', ') || '-'
}
