import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Config, loadConfig } from '../config/index.js'
import { readFixture } from '../engines/local/fixtures/read-fixture.js'
import { type LocalEngine, openLocalEngine } from '../engines/local/index.js'
import { loadTemplateSet, type TemplateSet } from '../roles/index.js'
import type { Document } from '../words.js'
import { type IterationRecord, resumeState, selfPlay } from './index.js'

const compact = loadTemplateSet('compact')
const reads = { as: 'marked', marker: '0' } as const
/** Prompts and markers that a random model of letters and digits stumbles on often enough. */
const templates: TemplateSet = {
  ...compact,
  name: 'letters',
  specialTokens: [],
  stopStrings: ['U', 'T', 'S', 'R'],
  freeForm: { prompt: 'd {{document}} c', withoutDocument: 'c', reads },
  reasoner: { prompt: 'q {{question}} a' },
  auditor: { prompt: 'd {{document}} q {{question}} a' },
  finalAnswer: { mode: 'anchored', anchor: '1' },
}
const TEXTS = ['tin is a metal', 'two and two is 4', 'lyon lies south', 'oslo has 17 bridges']
const corpus: Document[] = TEXTS.map((text, i) => ({ id: String(i), text, source: 'test' }))
const documents = { sample: (count: number) => corpus.slice(0, count) }

const folder = mkdtempSync(join(tmpdir(), 'spice-play-'))
const engines: LocalEngine[] = []
afterAll(async () => {
  for (const engine of engines) await engine.close()
  rmSync(folder, { recursive: true })
})

const config = (set: string[] = []): Config =>
  loadConfig({
    set: [
      'iterations=3',
      'documentsPerIteration=4',
      'maxAttemptsPerDocument=64',
      'attemptChunk=16',
      'maxChallengeTokens=24',
      'maxAnswerTokens=12',
      'formats=free-form',
      'answerTypes=[string]',
      'gold=majority',
      'trajectoriesPerOptimizerStep=32',
      'loss.oldLogprobs=trainer',
      'optimizer.learningRate=0.01',
      'evaluation.sets=[]',
      'validity={answerInDocument: false, questionGrounded: false, answerLeaked: false, openBookAudit: false}',
      ...set,
    ],
  })

async function open(): Promise<LocalEngine> {
  const engine = await openLocalEngine({ model: (await readFixture('qwen3')).folder, threads: 1 })
  engines.push(engine)
  return engine
}

async function play(
  engine: LocalEngine,
  settings: Config,
  records: IterationRecord[] = [],
  after = Infinity,
) {
  const stop = new AbortController()
  const state = resumeState(settings, records)
  await selfPlay({
    config: settings,
    engine,
    documents,
    state,
    templates,
    signal: stop.signal,
    onIteration: (record) => {
      records.push(record)
      if (records.length >= after) stop.abort()
    },
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return records
}

const played = (records: readonly IterationRecord[]) => records.map(({ documents: all }) => all)

describe('self-play on the local engine', () => {
  it('gives the same bits for one seed, learns in both roles, and differs for another seed', async () => {
    const [one, two, other] = [await open(), await open(), await open()]
    const before = one.weightsHash()
    const records = await play(one, config())
    expect(played(await play(two, config()))).toEqual(played(records))
    expect(two.weightsHash()).toBe(one.weightsHash())
    expect(one.weightsHash()).not.toBe(before)
    await play(other, config(['seed=1']))
    expect(other.weightsHash()).not.toBe(one.weightsHash())

    const trained = records.flatMap(({ documents: all }) => all.flatMap(({ challenges }) => challenges))
    expect(trained.some((challenge) => challenge.trained)).toBe(true)
    expect(trained.some(({ answers }) => answers.some((answer) => answer.trained))).toBe(true)
    for (const { metrics } of records) {
      expect(metrics['optim/steps']).toBe(2)
      expect(metrics['optim/grad_norm']).toBeGreaterThan(0)
      // Sampler and trainer compute the same log-probabilities to rounding.
      expect(metrics['optim/sampler_mismatch']).toBeLessThan(1e-4)
    }
  })

  it('resumes from records and checkpoint to the same bits', async () => {
    const straight = await open()
    const all = await play(straight, config())

    const first = await open()
    const records = await play(first, config(), [], 2)
    expect(records).toHaveLength(2)
    const directory = join(folder, 'checkpoint')
    await first.save(directory)

    const second = await open()
    await second.load(directory)
    expect(played(await play(second, config(), records))).toEqual(played(all))
    expect(second.weightsHash()).toBe(straight.weightsHash())
  })
})
