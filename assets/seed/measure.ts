/**
 * Prints what the model card reports: `npx tsx assets/seed/measure.ts [--model assets/seed/model] [--documents 256]
 * [--samples 8] [--temperature 1]` (the Challenger's; a Reasoner is always asked at 0 and 1).
 * Held-out accuracy by set, answer type and level, and what the untrained Challenger asks of the bundled corpus.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openLocalEngine } from '../../src/engines/local/index.js'
import { bundledEvalFiles, type EvalResult, evaluate, loadEvalSet } from '../../src/evals/index.js'
import { loadTemplateSet } from '../../src/roles/index.js'
import { measureChallenger } from './measure-challenger.js'

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: fileURLToPath(new URL('model', import.meta.url)) },
    documents: { type: 'string', default: '256' },
    samples: { type: 'string', default: '8' },
    temperature: { type: 'string', default: '1' },
  },
})
const engine = await openLocalEngine({ model: values.model })
const templates = await loadTemplateSet('compact')
const samples = Number(values.samples)

console.log('| set | questions | greedy | avg@k | worked | within worked | within direct | not parsed |')
console.log('|---|---|---|---|---|---|---|---|')
const details: string[] = []
for (const path of await bundledEvalFiles()) {
  const set = await loadEvalSet(path)
  const ask = (count: number, temperature: number) =>
    evaluate({ engine, templates, set, samples: count, temperature, maxTokens: 48, seed: 1 })
  const greedy = await ask(1, 0)
  const sampled = await ask(samples, 1)
  const cells = [
    percent(greedy.accuracy),
    percent(sampled.accuracy),
    percent(greedy.workedShare),
    percent(greedy.accuracyWorked),
    percent(greedy.accuracyDirect),
    percent(greedy.unparsableShare),
  ]
  console.log(`| ${set.name} | ${set.questions.length} | ${cells.join(' | ')} |`)
  details.push(`${set.name} by type: ${byType(greedy)}`, `${set.name} by level: ${byPart(greedy, -2)}`)
  details.push(`${set.name} by kind: ${byPart(greedy, 1, -2)}`)
}
console.log(`\n${details.join('\n')}\n`)

const corpus = await readFile(new URL('../corpus/micro-world.jsonl', import.meta.url), 'utf8')
const texts = corpus
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { text: string }).text)
const posed = await measureChallenger(engine, templates, texts.slice(0, Number(values.documents)), {
  samples,
  temperature: Number(values.temperature),
})
console.log(posed.join('\n'))
await engine.close()

function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(1)
}

function byType({ perType }: EvalResult): string {
  return Object.entries(perType)
    .map(([type, { mean, n }]) => `${type} ${percent(mean)} (${n})`)
    .join(', ')
}

/** Groups by a part of the question's id: `math-decimal-product-3-0042`. */
function byPart({ questions }: EvalResult, from: number, to = from + 1): string {
  const groups = new Map<string, number[]>()
  for (const { id, correct } of questions) {
    const key = id.split('-').slice(from, to).join('-')
    groups.set(key, [...(groups.get(key) ?? []), correct])
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, scores]) =>
        `${key} ${percent(scores.reduce((a, b) => a + b, 0) / scores.length)} (${scores.length})`,
    )
    .join(', ')
}
