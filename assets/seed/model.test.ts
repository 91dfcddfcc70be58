import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Engine } from '../../src/engines/engine.js'
import { openLocalEngine } from '../../src/engines/local/index.js'
import { bundledEvalFiles, evaluate, loadEvalSet } from '../../src/evals/index.js'
import { loadTemplateSet } from '../../src/roles/index.js'
import { greedyAnswers } from './held-out.js'

let engine: Engine
beforeAll(async () => {
  engine = await openLocalEngine({ model: fileURLToPath(new URL('model', import.meta.url)), threads: 1 })
})
afterAll(() => engine.close())

it('answers with work, directly and by letter', async () => {
  const questions = ['what is 295+681?', 'what is 8+5?', 'what is 6*2-7? A) 5 B) 6 C) 19 D) 7']
  expect(
    await greedyAnswers(
      engine,
      questions.map((question) => ({ question })),
    ),
  ).toEqual(['5+1=6,9+8=17,2+6+1=9<ans> 976<eos>', '<ans> 13<eos>', '6*2=12,12-7=5<ans> A<eos>'])
})

// The card says 64.7, 35.5 and 51.5 percent; the first 120 questions of each are enough to see a broken model.
it('answers what its card says', async () => {
  const templates = await loadTemplateSet('compact')
  const least: Record<string, number> = { math: 0.55, general: 0.25, 'corpus-facts': 0.4 }
  for (const path of await bundledEvalFiles()) {
    const set = await loadEvalSet(path, { maxQuestions: 120 })
    const result = await evaluate({
      engine,
      templates,
      set,
      samples: 1,
      temperature: 0,
      maxTokens: 48,
      seed: 1,
    })
    expect(result.accuracy).toBeGreaterThan(least[set.name] as number)
    expect(result.unparsableShare).toBeLessThan(0.05)
  }
})
