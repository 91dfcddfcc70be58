/**
 * Recall of the contamination index on planted items by kind of edit, false alarms on documents, and speed.
 *
 *   npm run bench:contamination -- --documents <folder> [--documents <folder>] [--data <folder of evaluation sets>]
 *
 * Speeds are per second of processor time of this process. Each item is planted, edited, into a stretch of a document. Without `--data` the bundled evaluation sets are planted.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EDITS } from '../src/contamination/fixtures/edit-item.js'
import {
  contaminationIndexOf,
  createWordScanner,
  type ItemSet,
  itemHash,
  openContaminationIndex,
} from '../src/contamination/index.js'
import { bundledEvalFiles, loadEvalSet } from '../src/evals/index.js'
import { randomStream } from '../src/random/index.js'

const DOCUMENT = /\.(md|txt|html?|rst)$|^(copyright|changelog|README|NEWS|GPL|LGPL|Apache|BSD|MPL)/i
const LONG = 12

const { values } = parseArgs({
  options: {
    documents: { type: 'string', multiple: true, default: ['node_modules'] },
    data: { type: 'string' },
  },
})
const { data } = values
const files = data
  ? readdirSync(data)
      .filter((name) => /\.jsonl?$/.test(name))
      .sort()
      .map((name) => join(data, name))
  : await bundledEvalFiles()
const sets: ItemSet[] = []
for (const file of files) {
  const { name, questions } = await loadEvalSet(file)
  sets.push({ name, items: questions.map(({ question }) => question) })
}
const documents = values.documents.flatMap(readDocuments)
const bytes = documents.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
const planted = contaminationIndexOf(sets)

const before = performance.now()
const shipped = await openContaminationIndex(['public'])
console.log(`public index: opened in ${(performance.now() - before).toFixed(0)} ms`)
for (const pass of ['cold', 'warm']) {
  const start = processorSeconds()
  const alarms = documents.map((text) => shipped.check(text))
  const seconds = processorSeconds() - start
  const alarmed = alarms.filter(({ length }) => length > 0).length
  console.log(
    `${pass}: ${documents.length} documents, ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s, ` +
      `${alarmed} documents with hits (${((100 * alarmed) / Math.max(1, documents.length)).toFixed(3)} %)`,
  )
  if (pass === 'warm')
    for (const [i, hits] of alarms.entries())
      for (const { set, item, start, end, share, run } of hits)
        console.log(
          `  ${set} ${item} share ${share.toFixed(2)} run ${run}: ${JSON.stringify(documents[i]?.slice(start, end).slice(0, 100))}`,
        )
}

const scanner = createWordScanner()
const stretches = documents.filter((text) => text.length > 3000).map((text) => text.slice(500, 2500))
console.log(
  `\n| edit | items | found | recall | of ${LONG} words or more | recall |\n|---|---|---|---|---|---|`,
)
for (const [edit, apply] of Object.entries(EDITS)) {
  const counts = { all: 0, found: 0, long: 0, longFound: 0 }
  for (const [s, { items }] of sets.entries())
    for (const [i, item] of items.entries()) {
      const random = randomStream({ seed: 0, iteration: s, purpose: 'test', index: i })
      const around = stretches[random.integer(Math.max(1, stretches.length))] ?? ''
      const text = `${around.slice(0, 1000)}\n${apply(item, random)}\n${around.slice(1000)}`
      const found = planted.check(text).some((hit) => hit.item === itemHash(item)) ? 1 : 0
      const isLong = scanner.scan(item) >= LONG ? 1 : 0
      counts.all++
      counts.found += found
      counts.long += isLong
      counts.longFound += found * isLong
    }
  const { all, found, long, longFound } = counts
  console.log(
    `| ${edit} | ${all} | ${found} | ${percent(found, all)} | ${long} | ${percent(longFound, long)} |`,
  )
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`
}

function readDocuments(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return readDocuments(path)
    return entry.isFile() && DOCUMENT.test(entry.name) && !entry.name.endsWith('.gz')
      ? [readFileSync(path, 'utf8')]
      : []
  })
}
