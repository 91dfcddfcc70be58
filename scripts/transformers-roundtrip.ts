/**
 * Trains each model a few steps with the local engine, exports it, and lets transformers-roundtrip.py load the folder
 * with transformers: log-probabilities within 1e-4, equal greedy tokens, equal token ids.
 *   tsx scripts/transformers-roundtrip.ts --python <python> [model folder...]     (default: the fixtures' and the bundled one)
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Engine } from '../src/engines/engine.js'
import { openLocalEngine } from '../src/engines/local/index.js'
import { randomStream } from '../src/random/index.js'

const TEXTS = [
  'what is 7+5? the cat sat on the mat.',
  "  Solve 12.5% of 3,200 = 400; it's 2x - 7 < 10\n\n\tdone ",
  'naïve café → 東京 🙂',
]

const { values, positionals } = parseArgs({
  options: { python: { type: 'string', default: 'python3' } },
  allowPositionals: true,
})
const folder = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const bundled = folder('assets/seed/model')
const models =
  positionals.length > 0
    ? positionals
    : [
        ...['llama', 'qwen2', 'qwen3'].map((name) => folder(`src/engines/local/fixtures/${name}`)),
        ...(existsSync(join(bundled, 'model.safetensors')) ? [bundled] : []),
      ]

const root = await mkdtemp(join(tmpdir(), 'roundtrip-'))
try {
  const expected = []
  for (const [index, model] of models.entries()) expected.push(await exportTrained(model, index))
  await writeFile(join(root, 'expected.json'), JSON.stringify(expected))
  const script = fileURLToPath(new URL('transformers-roundtrip.py', import.meta.url))
  const { status, error } = spawnSync(values.python, [script, root], { stdio: 'inherit' })
  if (error) throw error
  process.exitCode = status ?? 1
} finally {
  await rm(root, { recursive: true })
}

/** What transformers must find in the exported folder. */
async function exportTrained(model: string, index: number) {
  const engine = await openLocalEngine({ model })
  try {
    await train(engine)
    const exported = String(index)
    await engine.exportWeights(join(root, exported))

    const sequences = [2, 17, 60].map((length) => randomTokens(engine, length))
    const { logprobs } = await engine.forward(sequences.map(everyToken))
    const prompts = sequences.map((tokens) => tokens.subarray(0, Math.ceil(tokens.length / 2)))
    const sampler = await engine.sampler()
    const completions = await sampler.sample(prompts, {
      n: 1,
      maxTokens: 24,
      temperature: 0,
      topP: 1,
      topK: 0,
      stopTokens: [],
      stopStrings: [],
      key: { seed: 0, iteration: 0, purpose: 'test' },
    })
    return {
      name: basename(model),
      folder: exported,
      sequences: sequences.map((tokens, i) => ({ tokens: [...tokens], logprobs: [...(logprobs[i] ?? [])] })),
      greedy: prompts.map((prompt, i) => ({
        prompt: [...prompt],
        tokens: [...(completions[i]?.[0]?.tokens ?? [])],
      })),
      texts: TEXTS.map((text) => ({ text, ids: [...engine.tokenizer.encode(text)] })),
    }
  } finally {
    await engine.close()
  }
}

/** A few steps on noise: the weights must no longer be those that were loaded. */
async function train(engine: Engine): Promise<void> {
  for (let step = 0; step < 3; step++) {
    const batch = [20, 31, 12].map((length, i) =>
      everyToken(randomTokens(engine, length, 10 * (step + 1) + i)),
    )
    await engine.forwardBackward(batch, { type: 'cross_entropy' })
    await engine.optimStep({
      learningRate: 3e-3,
      beta1: 0.9,
      beta2: 0.95,
      epsilon: 1e-8,
      weightDecay: 0,
      gradClip: 1,
    })
  }
}

function randomTokens(engine: Engine, length: number, index = length): Int32Array {
  const random = randomStream({ seed: 5, iteration: 0, purpose: 'test', index })
  return Int32Array.from({ length }, () => random.integer(engine.capabilities.vocabulary))
}

function everyToken(tokens: Int32Array) {
  return { tokens, weights: Float32Array.from(tokens, (_, i) => Number(i > 0)) }
}
