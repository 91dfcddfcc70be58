import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../errors.js'
import { amounts, configJsonSchema, configReference, loadConfig, parseConfig } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'spice-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function failure(act: () => unknown): SpiceError {
  try {
    act()
  } catch (error) {
    if (error instanceof SpiceError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('loadConfig', () => {
  it('holds the values of the paper', () => {
    const paper = loadConfig({ preset: 'paper' })
    expect(paper).toMatchObject({
      iterations: 640,
      documentsPerIteration: 128,
      challengesPerDocument: 8,
      answersPerTask: 8,
      maxAttemptsPerDocument: 1024,
      sampling: { temperature: 1, topP: 1 },
      challenger: { reward: 'variance', invalidReward: -0.1 },
      optimizer: {
        learningRate: 1e-6,
        schedule: 'constant',
        beta1: 0.9,
        beta2: 0.95,
        weightDecay: 0,
        gradClip: 1,
      },
      loss: { clipLow: 0.2, clipHigh: 0.2, importanceCap: 2 },
      epochs: 1,
      normaliserTokens: 4096,
      corpus: { maxDocumentTokens: 5992 },
    })
    const { contaminationIndexes, auditEndpoint, ...checks } = paper.validity
    expect(auditEndpoint).toBeNull()
    expect(Object.values(checks)).toEqual(Array(8).fill(false))
    expect(contaminationIndexes).toEqual(['public'])
  })

  it('lets flags override the file, and the file the preset', () => {
    const file = join(folder, 'own.yaml')
    writeFileSync(file, 'seed: 5\niterations: 7\noptimizer:\n  learningRate: 0.5\n')
    const config = loadConfig({
      preset: 'paper',
      file,
      set: ['iterations=9', 'corpus.paths=[a.txt, b.jsonl]'],
    })
    expect(config.seed).toBe(5)
    expect(config.iterations).toBe(9)
    expect(config.optimizer.learningRate).toBe(0.5)
    expect(config.optimizer.beta2).toBe(0.95)
    expect(config.corpus.paths).toEqual(['a.txt', 'b.jsonl'])
  })

  it('is a fixed point: a resolved configuration loads to itself', () => {
    const config = loadConfig()
    expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config)
  })

  it.each([
    [
      'optimizer.learnigRate=1',
      /optimizer\.learnigRate: there is no such setting; did you mean optimizer\.learningRate\?/,
    ],
    ['sampling.temperature=0', /sampling\.temperature: 0 is not allowed; it takes a number above 0 to 10/],
    ['iterations=many', /iterations: "many" is not allowed; it takes an integer from 1/],
    ['challenger.reward=best', /challenger\.reward: "best" is not allowed; it takes `variance`, `r-zero`/],
    ['optimizer=3', /optimizer: 3 is not allowed; it takes a tree of settings/],
    [
      'engine.baseUrl=localhost:8000',
      /engine\.baseUrl: "localhost:8000" is not allowed; it takes an http or https address or null/,
    ],
    ['seed', /--set seed: is not of the form path=value/],
    ['a.__proto__.b=1', /not of the form/],
  ])('refuses --set %s and says what would be right', (assignment, message) => {
    const error = failure(() => loadConfig({ set: [assignment] }))
    expect(error.code).toBe('config')
    expect(error.message).toMatch(message)
  })

  it.each([
    [['challenger.policy=fixed', 'reasoner.policy=fixed'], /nothing would learn/],
    [['maxAttemptsPerDocument=4'], /can't fill a group/],
    [['attemptChunk=4'], /attemptChunk: 4/],
    [['answersPerTask=1'], /answersPerTask: a group of 1/],
    [['challengesPerDocument=1'], /challengesPerDocument: a group of 1/],
    [['gold=majority'], /openBookAudit/],
    [['grounding=none'], /leaves no document/],
    [['optimizer.schedule=constant'], /finalFraction/],
    [['engine.type=tinker', 'engine.target=skyrl-train', 'loss.type=cispo'], /loss\.type: cispo/],
    [['engine.type=tinker', 'engine.rank=0'], /engine\.rank: 0 trains all weights, which hosted does not/],
    [
      [
        'validity.openBookAudit=false',
        'validity.measureAudit=false',
        'validity.auditEndpoint={baseUrl: "http://127.0.0.1:1/v1", model: big}',
      ],
      /auditEndpoint: big would never be asked/,
    ],
  ])('refuses the impossible combination %j', (set, message) => {
    expect(failure(() => loadConfig({ set })).message).toMatch(message)
  })

  it('names an unknown preset and an unreadable file', () => {
    expect(failure(() => loadConfig({ preset: 'toString' })).message).toContain('"toString"')
    expect(failure(() => loadConfig({ file: join(folder, 'absent.yaml') })).code).toBe('input')
  })

  it('answers any tree of settings with a configuration or a SpiceError', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom('seed', 'optimizer', 'loss', 'type', 'x') }), (tree) => {
        try {
          parseConfig(tree)
        } catch (error) {
          expect(error).toBeInstanceOf(SpiceError)
        }
      }),
    )
  })
})

describe('amounts', () => {
  it('multiplies out the paper: 128 documents are 8,192 answers and 16 optimizer steps', () => {
    const paper = amounts(loadConfig({ preset: 'paper' }))
    expect(paper.maxAttempts).toBe(131_072)
    expect(paper.maxAnswers).toBe(8192)
    expect(paper.maxTrajectories).toBe(2048)
    expect(paper.maxOptimizerSteps).toBe(16)
    expect(paper.normaliserTokens).toBe(4096)
  })

  it('counts only learning roles', () => {
    const config = loadConfig({ preset: 'paper', set: ['challenger.policy=fixed', 'normaliserTokens=null'] })
    expect(amounts(config).maxTrajectories).toBe(1024)
    expect(amounts(config).normaliserTokens).toBe(4096)
  })
})

describe('configReference', () => {
  it('documents every setting with a type and a default', () => {
    const reference = configReference()
    expect(reference.length).toBeGreaterThan(50)
    for (const setting of reference) {
      expect(setting.description, setting.path).not.toBe('')
      expect(setting.type, setting.path).not.toBe('a value')
      expect(setting.default, setting.path).not.toBe(undefined)
    }
    expect(reference.find(({ path }) => path === 'challenger.endpoint.baseUrl')).toMatchObject({
      type: 'an http or https address',
      required: true,
    })
    expect(reference.filter(({ required }) => required).every(({ path }) => /ndpoint|judge/.test(path))).toBe(
      true,
    )
    expect(configJsonSchema()).toHaveProperty('properties.optimizer.properties.learningRate.description')
  })
})
