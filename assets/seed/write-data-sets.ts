/**
 * Writes the bundled corpus and evaluation sets: `npx tsx assets/seed/write-data-sets.ts [--seed 1]`. The same seed
 * gives the same bytes.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { drawCorpus, drawCorpusFacts, drawEvaluation } from './data-sets.js'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })
const seed = Number(values.seed)
const corpus = drawCorpus(seed)
const sets = {
  'corpus/micro-world.jsonl': corpus.map(({ text }) => ({ text })),
  'evals/math.jsonl': drawEvaluation(seed, 'math'),
  'evals/general.jsonl': drawEvaluation(seed, 'general'),
  'evals/corpus-facts.jsonl': drawCorpusFacts(seed, corpus),
}
for (const [name, rows] of Object.entries(sets)) {
  const file = new URL(`../${name}`, import.meta.url)
  await mkdir(new URL('.', file), { recursive: true })
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  console.log(`assets/${name}: ${rows.length} rows`)
}
