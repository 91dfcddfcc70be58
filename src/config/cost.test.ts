import { describe, expect, it } from 'vitest'
import { cost, loadConfig } from './index.js'

const PAPER = { preset: 'paper' } as const
const TEMPLATES = { selector: 300, challenger: 700, reasoner: 60, auditor: 90 }

describe('cost of the paper preset, worked by hand', () => {
  const { phases, furtherAttempts, iteration, run, ...whole } = cost(loadConfig(PAPER), TEMPLATES)

  it('counts prompts, continuations and tokens of each phase', () => {
    expect(phases).toEqual([
      // 128 x (300 + 5,992), 128 x 512
      {
        phase: 'select',
        samples: 'engine',
        prompts: 128,
        continuations: 128,
        promptTokens: 805_376,
        generatedTokens: 65_536,
      },
      // 128 x (700 + 5,992), 128 x 8 x 4,096
      {
        phase: 'pose',
        samples: 'engine',
        prompts: 128,
        continuations: 1024,
        promptTokens: 856_576,
        generatedTokens: 4_194_304,
      },
      // 1,024 x (60 + 4,096), 8,192 x 4,096
      {
        phase: 'answer',
        samples: 'engine',
        prompts: 1024,
        continuations: 8192,
        promptTokens: 4_255_744,
        generatedTokens: 33_554_432,
      },
      // The paper has none.
      {
        phase: 'audit',
        samples: 'engine',
        prompts: 0,
        continuations: 0,
        promptTokens: 0,
        generatedTokens: 0,
      },
    ])
    // 1,016 attempts more a document, in chunks of 8: 127 prompts.
    expect(furtherAttempts).toMatchObject({
      prompts: 16_256,
      continuations: 130_048,
      generatedTokens: 532_676_608,
    })
  })

  it('counts what is trained on and the steps', () => {
    // 1,024 x (6,692 + 4,096) + 1,024 x (4,156 + 4,096)
    expect(whole.forwardTokens).toBe(19_496_960)
    expect(whole.forwardBackwardTokens).toBe(19_496_960)
    expect(iteration).toEqual({
      continuations: 9344,
      promptTokens: 5_917_696,
      generatedTokens: 37_814_272,
      trainedTokens: 38_993_920,
      optimizerSteps: 16,
      // Two each of 1,280 prompts, 63 parts of the forward pass (311,951,360 bytes), 16 x 5 parts of the gradients
      // (24,371,200 bytes each), 16 steps and the snapshot.
      requests: 2 * (1280 + 63 + 80 + 16 + 1),
      money: null,
    })
    expect(run.trainedTokens).toBe(38_993_920 * 640)
    expect(run.requests).toBe(iteration.requests * 640)
    expect(whole.iterationWithFurtherAttempts.continuations).toBe(9344 + 130_048)
  })

  it('becomes money when everything that is used has a price', () => {
    const price = (...set: string[]) => cost(loadConfig({ ...PAPER, set }), TEMPLATES)
    const all = price('engine.prices.prefill=0.1', 'engine.prices.sample=0.5', 'engine.prices.train=1')
    // 0.5917696 + 18.907136 + 38.99392
    expect(all.iteration.money).toBeCloseTo(58.4928256, 9)
    expect(all.run.money).toBeCloseTo(58.4928256 * 640, 6)
    expect(price('engine.prices.prefill=0.1', 'engine.prices.sample=0.5').iteration.money).toBeNull()
  })
})

describe('cost', () => {
  const of = (...set: string[]) => cost(loadConfig({ ...PAPER, set }))
  const at = (phase: string, ...set: string[]) => of(...set).phases.find((one) => one.phase === phase)

  it('leaves out what is not done', () => {
    expect(at('select', 'formats=mcq')).toMatchObject({ prompts: 0, promptTokens: 0, generatedTokens: 0 })
    expect(at('audit', 'grounding=none', 'validity.measureAudit=true')).toMatchObject({ prompts: 0 })
    expect(at('pose', 'grounding=none')).toMatchObject({ promptTokens: 0 })
    expect(of('loss.oldLogprobs=sampler').forwardTokens).toBe(0)
    expect(of('challenger.policy=fixed').forwardBackwardTokens).toBe(1024 * (4096 + 4096))
    expect(of('epochs=2').forwardBackwardTokens).toBe(2 * of().forwardBackwardTokens)
    expect(of().templates).toBeNull()
  })

  it('audits what is answered to measure, and every attempt where the audit decides on validity', () => {
    // 1,024 x (5,992 + 4,096), 1,024 x 4,096
    expect(at('audit', 'validity.measureAudit=true')).toMatchObject({
      prompts: 1024,
      continuations: 1024,
      promptTokens: 10_330_112,
      generatedTokens: 4_194_304,
    })
    expect(at('audit', 'validity.openBookAudit=true', 'attemptChunk=16')).toMatchObject({ prompts: 2048 })
  })

  it('charges nothing for what an endpoint samples', () => {
    const endpoint = '{baseUrl: "http://127.0.0.1:1/v1", model: big}'
    const fixed = of('challenger.policy=fixed', `challenger.endpoint=${endpoint}`)
    expect(fixed.phases.map(({ samples }) => samples)).toEqual(['endpoint', 'endpoint', 'engine', 'engine'])
    expect(fixed.iteration.continuations).toBe(8192)
  })
})
