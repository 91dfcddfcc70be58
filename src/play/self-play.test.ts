import { describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../config/index.js'
import { type ContaminationIndex, contaminationIndexOf } from '../contamination/index.js'
import { SpiceError } from '../errors.js'
import { loadTemplateSet } from '../roles/index.js'
import type { Document } from '../words.js'
import { type Script, scriptedEngine } from './fixtures/scripted-engine.js'
import { type IterationRecord, resumeState, selfPlay } from './index.js'

const TWO: Document[] = [
  { id: 'one', text: 'two and two is 4. three and three is 6.', source: 'test:1' },
  { id: 'two', text: 'tin is a metal.', source: 'test:2' },
]
const documents = { sample: (count: number) => TWO.slice(0, count) }
const SETTINGS = [
  'iterations=1',
  'documentsPerIteration=2',
  'challengesPerDocument=2',
  'answersPerTask=4',
  'maxAttemptsPerDocument=4',
  'attemptChunk=2',
  'maxSelectorTokens=1',
  'normaliserTokens=10',
  'evaluation.sets=[]',
  'validity={answerInDocument: false, questionGrounded: false, answerLeaked: false, openBookAudit: false}',
  'shareAnswers=false',
]

/**
 * Document one is asked for an integer: its first challenge is solved by 2 of 4, its second by 1 of 4.
 * Document two is asked for a choice: two invalid attempts, then one valid (solved by all) and one invalid.
 */
const script: Script = (prompt, { purpose, index }) => {
  const first = prompt.includes('two and two')
  switch (purpose) {
    case 'selector':
      return first ? '<integer>' : '<mcq>'
    case 'challenger':
      if (first) return index === 0 ? ' what is 2+2?<a> 4' : ' what is 3+3?<a> 6'
      return index === 6 ? ' which is a metal? A) tin B) neon C) argon D) xenon<a> A' : ' which?<a> A'
    case 'reasoner':
      if (prompt.includes('2+2')) return index % 4 < 2 ? '<ans> 4' : '<ans> 5'
      if (prompt.includes('3+3')) return index % 4 === 3 ? '3+3<ans> 6' : 'I give up'
      return '<ans> tin'
    default:
      return prompt.includes('3+3') ? '<ans> 7' : prompt.includes('2+2') ? '<ans> 4' : '<ans> A'
  }
}

async function play(set: string[] = [], scripted = script, contamination?: ContaminationIndex) {
  const engine = scriptedEngine(scripted)
  const records: IterationRecord[] = []
  const config = loadConfig({ set: [...SETTINGS, ...set] })
  const state = await selfPlay({
    config,
    engine,
    documents,
    templates: loadTemplateSet('compact'),
    contamination,
    onIteration: (record) => void records.push(record),
  })
  return { engine, records, record: records[0] as IterationRecord, state, config }
}

describe('an iteration worked by hand', async () => {
  const { engine, record } = await play()
  const [one, two] = record.documents

  it('draws attempts in chunks until one is valid', () => {
    expect(one).toMatchObject({
      attempts: 2,
      validAttempts: 2,
      reasons: {},
      request: { answerType: 'integer' },
    })
    expect(two).toMatchObject({
      attempts: 4,
      validAttempts: 1,
      reasons: { 'option-count': 3 },
      request: { format: 'mcq' },
    })
    const posing = engine.samples.filter(({ params }) => params.key.purpose === 'challenger')
    expect(posing.map(({ params }) => [params.n, params.indices])).toEqual([
      [2, [0, 4]],
      [2, [6]],
    ])
  })

  it('keeps G of them, at least one valid', () => {
    expect(two?.challenges.map(({ valid }) => valid).sort()).toEqual([false, true])
  })

  it('rewards the Challenger for the variance of the outcomes', () => {
    expect(one?.challenges.map(({ outcomes }) => outcomes)).toEqual([
      [true, true, false, false],
      [false, false, false, true],
    ])
    // p = 1/2: Var = 1/4, reward 1. p = 1/4: Var = 3/16, reward exp(-(1/16)^2 / 0.02) = exp(-0.1953125).
    const quarter = Math.exp(-0.1953125)
    expect(one?.challenges[0]?.reward).toBeCloseTo(1, 12)
    expect(one?.challenges[1]?.reward).toBeCloseTo(quarter, 12)
    expect(one?.challenges[0]?.advantage).toBeCloseTo((1 - quarter) / 2, 12)
    expect(one?.challenges[1]?.advantage).toBeCloseTo((quarter - 1) / 2, 12)
    // Solved by all: Var = 0, reward exp(-(1/4)^2 / 0.02) = exp(-3.125); invalid: -0.1.
    const valid = two?.challenges.find((challenge) => challenge.valid)
    const invalid = two?.challenges.find((challenge) => !challenge.valid)
    expect(valid?.reward).toBeCloseTo(Math.exp(-3.125), 12)
    expect(invalid?.reward).toBe(-0.1)
    expect(valid?.advantage).toBeCloseTo((Math.exp(-3.125) + 0.1) / 2, 12)
    expect(invalid?.advantage).toBeCloseTo(-(Math.exp(-3.125) + 0.1) / 2, 12)
  })

  it("gives the Reasoner's group the same answers that the Challenger was paid for, of one valid challenge each", () => {
    expect(engine.samples.filter(({ params }) => params.key.purpose === 'reasoner')).toHaveLength(1)
    for (const { challenges } of record.documents) {
      const chosen = challenges.filter((challenge) => challenge.chosen)
      expect(chosen).toHaveLength(1)
      const { answers, outcomes } = chosen[0] as (typeof chosen)[number]
      const mean = outcomes.filter(Boolean).length / 4
      for (const [k, { advantage, reward }] of answers.entries()) {
        expect(reward).toBe(outcomes[k] ? 1 : 0)
        expect(advantage).toBeCloseTo((outcomes[k] ? 1 : 0) - mean, 12)
      }
    }
    const unchosen = one?.challenges.find(({ chosen }) => !chosen)
    expect(unchosen?.answers.map(({ advantage, trained }) => [advantage, trained])).toEqual(
      new Array(4).fill([null, false]),
    )
  })

  it('trains once on both roles: weight = advantage / 10 tokens / 12 sequences on completion tokens, nothing elsewhere', () => {
    expect(engine.calls).toEqual(['forwardBackward', 'optimStep'])
    const { batch, loss } = engine.batches[0] as (typeof engine.batches)[number]
    expect(loss).toEqual({ type: 'ppo', clipLow: 0.2, clipHigh: 0.2 })
    // 2 + 2 challenges and 4 + 4 answers make 12 sequences; the 4 right answers of document two carry nothing.
    expect(batch).toHaveLength(8)
    const expected = new Map<string, number>()
    for (const { challenges } of record.documents)
      for (const challenge of challenges) {
        expected.set(challenge.text, challenge.advantage)
        for (const answer of challenge.answers)
          if (answer.advantage) expected.set(answer.text, answer.advantage)
      }
    for (const { tokens, weights, logprobs } of batch) {
      const from = weights.findIndex((weight) => weight !== 0)
      const text = engine.tokenizer.decode(tokens.slice(from))
      const advantage = expected.get(text.replace(/<eos>$/, '')) as number
      expect(weights.slice(0, from).every((weight) => weight === 0)).toBe(true)
      for (const weight of weights.slice(from)) expect(weight).toBe(Math.fround(advantage / 10 / 12))
      expect([...(logprobs ?? [])].slice(from)).toEqual(new Array(tokens.length - from).fill(-0.5))
      expect(engine.tokenizer.decode(tokens.slice(0, from))).toMatch(/^(<doc> .*<(mcq|integer)>|<q> .*<a>)$/)
    }
  })

  it('reports what happened in numbers', () => {
    expect(record.metrics).toMatchObject({
      'challenger/attempts': 6,
      'challenger/valid_rate': 0.5,
      'challenger/group_valid_rate': 0.75,
      'challenger/invalid/option-count': 0.5,
      'challenger/documents_without_task': 0,
      'challenger/mcq_share': 1 / 3,
      'challenger/request/integer': 0.5,
      'challenger/duplicate_rate': 0,
      'challenger/distinct_share': 1,
      'challenger/entropy': 0.5,
      'reasoner/pass_rate': 7 / 12,
      'reasoner/pass_histogram/1_of_4': 1 / 3,
      'reasoner/pass_histogram/0_of_4': 0,
      'reasoner/verdict/unparsable': 3 / 12,
      'reasoner/verdict/mismatch': 2 / 12,
      'reasoner/zero_advantage_groups': 0.5,
      'challenger/zero_advantage_groups': 0,
      'optim/steps': 1,
      'optim/grad_norm': 2,
      'optim/trajectories': 12,
      'optim/trained_trajectories': 8,
    })
    expect(record.metrics['challenger/wrong_key_rate']).toBeCloseTo(1 / 3, 12)
    expect(Object.values(record.metrics).every(Number.isFinite)).toBe(true)
    expect(JSON.parse(JSON.stringify(record))).toEqual(record)
  })
})

describe('selfPlay', () => {
  it('audits with the document in sight, greedily, also where the audit decides nothing', async () => {
    const { engine, record } = await play()
    const audits = engine.samples.filter(({ params }) => params.key.purpose === 'audit')
    expect(audits[0]?.params).toMatchObject({ temperature: 0, n: 1 })
    expect(audits[0]?.prompts[0]).toBe(`<doc> ${TWO[0]?.text}<q> what is 2+2?<a>`)
    expect(record.documents[0]?.challenges.map(({ auditAgrees }) => auditAgrees)).toEqual([true, false])
    expect(record.metrics['challenger/wrong_key_rate']).toBeCloseTo(1 / 3, 12)
    expect(record.metrics).not.toHaveProperty('challenger/check/audit-disagrees')
  })

  it('asks for no audit where it decides nothing and is not to be measured, and tells no rate of it', async () => {
    const measured = await play()
    const { engine, record } = await play(['validity.measureAudit=false'])
    expect(engine.samples.filter(({ params }) => params.key.purpose === 'audit')).toEqual([])
    expect(record.documents.flatMap(({ challenges }) => challenges.map((one) => one.auditAgrees))).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(record.metrics).not.toHaveProperty('challenger/wrong_key_rate')
    expect(record.metrics['tokens/audit']).toBe(0)
    // The game is the same one.
    expect(record.metrics['challenger/reward_mean']).toBe(measured.record.metrics['challenger/reward_mean'])
    const required = await play(['validity.measureAudit=false', 'validity.openBookAudit=true'])
    expect(required.record.metrics['challenger/wrong_key_rate']).toBeCloseTo(1 / 3, 12)
  })

  it('can make the audit a condition of validity', async () => {
    const { record } = await play(['validity.openBookAudit=true'])
    expect(record.documents[0]?.challenges.map(({ reason }) => reason)).toEqual([null, 'audit-disagrees'])
    expect(record.documents[0]?.challenges[1]?.reward).toBe(-0.1)
    expect(record.metrics['challenger/check/audit-disagrees']).toBeCloseTo(1 / 3, 12)
    expect(record.metrics['challenger/wrong_key_rate']).toBeCloseTo(1 / 3, 12)
  })

  it('books the seconds of a required audit as auditing, not as posing', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      const { record } = await play(['validity.openBookAudit=true'], (prompt, sample) => {
        if (sample.purpose === 'challenger') vi.advanceTimersByTime(10)
        if (sample.purpose === 'audit') vi.advanceTimersByTime(1000)
        return script(prompt, sample)
      })
      // Six attempts, three of them valid before their audit.
      expect(record.seconds.pose).toBeCloseTo(0.06, 9)
      expect(record.seconds.audit).toBeCloseTo(3, 9)
    } finally {
      vi.useRealTimers()
    }
  })

  it('drops a document without any valid attempt from both roles and counts it', async () => {
    const { engine, record } = await play([], (prompt, sample) =>
      sample.purpose === 'challenger' && prompt.includes('tin') ? 'nothing' : script(prompt, sample),
    )
    expect(record.documents[1]).toMatchObject({ attempts: 4, validAttempts: 0, challenges: [] })
    expect(record.metrics['challenger/documents_without_task']).toBe(1)
    expect(record.metrics['optim/trajectories']).toBe(6)
    expect(
      engine.batches[0]?.batch.every(({ tokens }) => !engine.tokenizer.decode(tokens).includes('tin')),
    ).toBe(true)
  })

  it('records an iteration that taught nothing without a step', async () => {
    const { engine, record } = await play([], (prompt, sample) =>
      sample.purpose === 'challenger' ? 'nothing' : script(prompt, sample),
    )
    expect(engine.calls).toEqual([])
    expect(record.metrics['optim/steps']).toBe(0)
    expect(Object.values(record.metrics).every(Number.isFinite)).toBe(true)
  })

  it('freezes the old logprobs of both roles before the first of several steps', async () => {
    const { engine } = await play(['trajectoriesPerOptimizerStep=5', 'loss.oldLogprobs=trainer', 'epochs=2'])
    expect(engine.calls[0]).toBe('forward')
    expect(engine.calls.filter((call) => call === 'forward')).toHaveLength(1)
    expect(engine.forwards[0]).toHaveLength(8)
    expect(engine.steps).toHaveLength(6)
    for (const { batch } of engine.batches)
      for (const { weights, logprobs } of batch)
        for (const [t, weight] of weights.entries()) expect(logprobs?.[t]).toBe(weight === 0 ? 0 : -0.25)
    // exp(-0.25 + 0.5) = 1.284 is below the cap of 2; a cap of 1 leaves the weights as they were.
    const total = (batches: typeof engine.batches) =>
      batches
        .flatMap(({ batch }) => batch.map(({ weights }) => weights.reduce((a, b) => a + Math.abs(b), 0)))
        .reduce((a, b) => a + b)
    const capped = await play([
      'trajectoriesPerOptimizerStep=5',
      'loss={oldLogprobs: trainer, importanceCap: 1}',
      'epochs=2',
    ])
    expect(total(engine.batches) / total(capped.engine.batches)).toBeCloseTo(Math.exp(0.25), 5)
  })

  it.each([
    ['learning', ['0', '1']],
    ['fixed', ['0']],
  ])('takes a copy of the first policy only for a role that keeps it: challenger %s', async (policy, posed) => {
    const engine = scriptedEngine(script)
    const by: Record<string, string[]> = { challenger: [], reasoner: [] }
    let copies = 0
    await selfPlay({
      config: loadConfig({ set: [...SETTINGS, 'iterations=2', `challenger.policy=${policy}`] }),
      engine: {
        ...engine,
        async sampler() {
          const iteration = engine.steps.length
          const sampler = await engine.sampler()
          copies++
          return {
            sample(prompts, params, options) {
              by[params.key.purpose]?.push(`${iteration}`)
              return sampler.sample(prompts, params, options)
            },
          }
        },
      },
      documents,
      templates: loadTemplateSet('compact'),
      onIteration: () => {},
    })
    expect(copies).toBe(policy === 'fixed' ? 3 : 2)
    expect([...new Set(by.reasoner)]).toEqual(['0', '1'])
    expect([...new Set(by.challenger)]).toEqual(posed)
  })

  it('lets a fixed role play without learning', async () => {
    const { engine, record } = await play(['challenger.policy=fixed'])
    expect(
      engine.batches[0]?.batch.every(({ tokens }) => engine.tokenizer.decode(tokens).startsWith('<q>')),
    ).toBe(true)
    expect(record.documents[0]?.challenges.every(({ trained }) => !trained)).toBe(true)
    expect(record.metrics['optim/trajectories']).toBe(8)
  })

  it('takes the majority of the answers as gold where it is told to', async () => {
    const { record } = await play(['gold=majority'])
    // Of 4, 4, 5, 5 the first stands; of three refusals and one 6, the 6.
    expect(record.documents[0]?.challenges.map(({ task, passRate }) => [task?.gold, passRate])).toEqual([
      ['4', 0.5],
      ['6', 0.25],
    ])
    expect(record.documents[1]?.challenges.find(({ valid }) => valid)?.task?.gold).toBe('A')
  })

  it('plays without a corpus, without audits', async () => {
    const { engine, record } = await play(
      ['grounding=none', 'formats=free-form', 'answerTypes=[integer]'],
      (_, { purpose }) => (purpose === 'challenger' ? ' what is 2+2?<a> 4' : '<ans> 4'),
    )
    expect(engine.samples[0]?.prompts).toEqual(['<doc><integer>', '<doc><integer>'])
    expect(engine.samples.some(({ params }) => params.key.purpose === 'audit')).toBe(false)
    expect(
      record.documents.every(({ challenges }) => challenges.every(({ auditAgrees }) => auditAgrees === null)),
    ).toBe(true)
    expect(record.metrics).not.toHaveProperty('challenger/wrong_key_rate')
  })

  it('shares answers of identical questions where it is told to', async () => {
    const same: Script = (prompt, sample) =>
      sample.purpose === 'challenger' ? ' what is 2+2?<a> 4' : script(prompt, sample)
    const { engine } = await play(['shareAnswers=true', 'formats=free-form', 'answerTypes=[integer]'], same)
    const asked = engine.samples.find(({ params }) => params.key.purpose === 'reasoner')
    expect(asked?.prompts).toEqual(['<q> what is 2+2?<a>'])
  })

  it('falls back where the selector is unreadable or asks for what is not allowed, and counts it', async () => {
    const { record } = await play(['answerTypes=[float]'], (prompt, sample) =>
      sample.purpose === 'selector' ? (prompt.includes('tin') ? 'x' : '<integer>') : script(prompt, sample),
    )
    expect(record.metrics['challenger/selector_fallback_rate']).toBe(1)
    for (const { request, selectorFallback } of record.documents) {
      expect(selectorFallback).toBe(true)
      expect(['choice', 'float']).toContain(request.answerType)
    }
  })

  it('refuses questions of evaluation sets where it is told to', async () => {
    const items = ['which is a metal? A) tin B) neon C) argon D) xenon']
    const contamination = contaminationIndexOf([{ name: 'set', items }])
    const { record } = await play(['validity.contaminated=true'], script, contamination)
    expect(record.documents[1]?.reasons).toMatchObject({ contaminated: 1 })
    expect(record.metrics['challenger/check/contaminated']).toBeGreaterThan(0)
    const without = await play([], script, contamination)
    expect(without.record.documents[1]?.reasons).not.toHaveProperty('contaminated')
    expect(without.record.metrics).not.toHaveProperty('challenger/check/contaminated')
  })

  it('knows the questions of earlier iterations, also after a resume', async () => {
    const all = await play(['iterations=2', 'validity.duplicateOfRun=true'])
    expect(all.records[1]?.metrics['challenger/invalid/duplicate-of-run']).toBeGreaterThan(0)
    expect(all.records[1]?.documents[0]?.reasons).toEqual({ 'duplicate-of-run': 4 })
    const { config } = all
    const resumed: IterationRecord[] = []
    await selfPlay({
      config,
      engine: scriptedEngine(script),
      documents,
      state: resumeState(config, all.records.slice(0, 1)),
      onIteration: (record) => void resumed.push(record),
    })
    const results = ({ documents: played }: IterationRecord) => played
    expect(resumed.map(results)).toEqual(all.records.slice(1).map(results))
  })

  it('decays the learning rate linearly to its final fraction', async () => {
    const { engine } = await play([
      'iterations=3',
      'optimizer={learningRate: 0.01, schedule: linear, finalFraction: 0.1}',
    ])
    expect(engine.steps.map(({ learningRate }) => learningRate)).toEqual(
      [0.01, 0.0055, 0.001].map((x) => expect.closeTo(x, 12)),
    )
  })

  it('is abandoned by its signal before the update, and finishes an update that has begun', async () => {
    const config = loadConfig({ set: [...SETTINGS, 'iterations=3'] })
    for (const [phase, recorded] of [
      ['answer', 0],
      ['update', 1],
    ] as const) {
      const engine = scriptedEngine(script)
      const controller = new AbortController()
      const records: IterationRecord[] = []
      const { sampler } = engine
      engine.sampler = async () => {
        const inner = await sampler()
        return {
          sample: (prompts, params, options) => {
            if (phase === 'answer' && params.key.purpose === 'reasoner') controller.abort()
            return inner.sample(prompts, params, options)
          },
        }
      }
      const error = await selfPlay({
        config,
        engine,
        documents,
        signal: controller.signal,
        onProgress: (at) => void (at === phase && controller.abort()),
        onIteration: (record) => void records.push(record),
      }).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SpiceError)
      expect((error as SpiceError).code).toBe('interrupted')
      expect(records).toHaveLength(recorded)
      expect(engine.steps).toHaveLength(recorded)
    }
  })

  it('names the numbers where prompt and budget exceed the context', async () => {
    const engine = scriptedEngine(script, 90)
    const config = loadConfig({ set: SETTINGS })
    await expect(selfPlay({ config, engine, documents, onIteration: () => {} })).rejects.toThrow(
      /a prompt of \d+ tokens and a budget of 64 exceed the model's context of 90/,
    )
  })
})
