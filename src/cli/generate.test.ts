import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { openLocalEngine } from '../engines/local/index.js'
import { openAiServer } from '../engines/openai/fixtures/openai-server.js'
import { bundledModelPath } from '../runs/index.js'
import { bandFlag } from './commands/generate-flags.js'
import { type SpiceProcess, spice } from './fixtures/spice-process.js'
import { writeTinyGame } from './fixtures/tiny-game.js'

const place = mkdtempSync(join(tmpdir(), 'generate-'))
afterAll(() => rmSync(place, { recursive: true }))

/** The bundled model, one thread, six batches. */
const SETTINGS = [
  '--documents',
  '12',
  '--set',
  'documentsPerIteration=2',
  '--set',
  'engine.threads=1',
  '--json',
]
const out = (name: string) => join(place, name)
const generate = (name: string, ...more: string[]) =>
  spice(['generate', out(name), ...SETTINGS, ...more], place)
const batches = (run: SpiceProcess) => run.stdout().split('"type":"batch"').length - 1
const bytes = (name: string) => readFileSync(out(name))

describe('spice generate', () => {
  beforeAll(async () => {
    expect(await generate('whole.jsonl').ended).toBe(0)
    expect(await generate('whole.parquet').ended).toBe(0)
  })

  it.each([
    'jsonl',
    'parquet',
  ])('ends with the same bytes if it is killed again and again, as %s', async (ending) => {
    const name = `killed.${ending}`
    for (let kill = 0; kill < 2; kill++) {
      const run = generate(name)
      await run.until(() => batches(run) > 0)
      run.child.kill('SIGKILL')
      expect(await run.ended).toBe('SIGKILL')
      expect(existsSync(out(name))).toBe(false)
    }
    const last = generate(name)
    expect(await last.ended).toBe(0)
    const [started] = last.json()
    expect(started).toMatchObject({ type: 'started', resumed: true })
    expect(bytes(name).equals(bytes(`whole.${ending}`))).toBe(true)
    expect(existsSync(`${out(name)}.generating`)).toBe(false)
  })

  it('stops at Ctrl-C, keeps a readable set, and says how to go on', async () => {
    const run = generate('stopped.jsonl')
    await run.until(() => batches(run) > 0)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.stderr()).toContain('To go on:')
    expect(run.stderr()).toContain(`spice generate ${out('stopped.jsonl')} --documents 12`)
    const partial = readFileSync(join(`${out('stopped.jsonl')}.generating`, 'tasks.jsonl'), 'utf8')
    expect(bytes('whole.jsonl').toString().startsWith(partial)).toBe(true)
    expect(partial).toMatch(/^\{"id":"[0-9a-f]{16}".*\}\n$/s)
  })

  it('writes a set that spice eval measures', async () => {
    const run = spice(['eval', 'bundled', '--set-file', out('whole.jsonl'), '--json'], place)
    expect(await run.ended).toBe(0)
    const rows = bytes('whole.jsonl').toString().trimEnd().split('\n').length
    const [result] = run.json()
    expect(result).toMatchObject({ set: 'whole' })
    expect(result?.questions).toHaveLength(rows)
  })

  it('tells people the yield, the pass rates and examples', async () => {
    const people = SETTINGS.filter((flag) => flag !== '--json')
    const run = spice(['generate', out('people.jsonl'), ...people], place)
    expect(await run.ended).toBe(0)
    const text = run.stdout()
    expect(text).toMatch(/12 of 12 documents, \d+ valid tasks, \d+ in band, \d+ kept, [\d.]+ tasks\/s/)
    const steps = ['documents', 'attempts', 'valid', 'answered', 'in band', 'after duplicates', 'kept']
    const numbers = steps.map((step) => Number(new RegExp(`^ {2}${step} +([\\d,]+)`, 'm').exec(text)?.[1]))
    expect(numbers[0]).toBe(12)
    expect(numbers.slice(1)).toEqual(numbers.slice(1).toSorted((a, b) => b - a))
    expect(numbers.at(-1)).toBe(bytes('people.jsonl').toString().trimEnd().split('\n').length)
    expect(text).toMatch(/^ {2}0\.00 +\d+ +░+$/m)
    expect(text).toMatch(/^ {2}0\.(13|25|38|50|63|75|88) +\d+ +█+$/m)
    expect(text).toContain(`: ${out('people.jsonl')}`)
  })

  it('says which row of a corpus it could not read', async () => {
    writeFileSync(out('torn.jsonl'), '{"text": "a pigeon has two legs"}\n{torn\n')
    const run = spice(
      ['generate', out('torn-set.jsonl'), '--corpus', out('torn.jsonl'), '--documents', '1'],
      place,
    )
    await run.ended
    expect(run.stdout() + run.stderr()).toMatch(/1 broken rows skipped, the first: .*torn\.jsonl:2: /)
  })

  it('refuses what cannot be, before any model is opened', async () => {
    const refusals = [
      [[out('a.txt')], 2, /ends in \.jsonl or \.parquet/],
      [[out('whole.jsonl')], 2, /exists already/],
      [[out('a.jsonl'), '--band', '0.9..0.1'], 2, /two shares from 0 to 1/],
      [[out('a.jsonl'), '--model', 'no-such-run'], 3, /no run no-such-run/],
      [[out('a.jsonl'), '--set', 'grounding=none', '--set', 'validity={}'], 2, /leaves no document/],
      [[out('a.jsonl'), '--corpus', out('nothing')], 3, /nothing/],
      [[out('a.jsonl'), '--challenger', 'openai:x'], 2, /openai:x: no endpoint/],
      [[out('a.jsonl'), '--challenger', '{model: x, key: sk-12345678}'], 2, /\{…\}: .*Unrecognized key/],
    ] as const
    for (const [args, code, message] of refusals) {
      const run = spice(['generate', ...args], place)
      expect(await run.ended, args.join(' ')).toBe(code)
      expect(run.stderr()).toMatch(message)
      expect(run.stderr()).not.toContain('12345678')
    }
  })

  it('takes a run at an iteration, its settings and its documents', async () => {
    const game = writeTinyGame(join(place, 'game'))
    const train = spice(['train', ...game.flags, '--iterations', '1', '--name', 'tiny', '--json'], place)
    expect(await train.ended, train.stderr()).toBe(0)
    const made = (model: string, name: string) =>
      spice(['generate', out(name), '--model', model, '--band', '0..1', '--samples', '4', '--json'], place)
    for (const model of ['tiny@0', 'tiny']) {
      const run = made(model, `${model}.jsonl`)
      expect(await run.ended, run.stderr()).toBe(0)
      const [started] = run.json()
      expect(started).toMatchObject({ corpusDocuments: 12 })
    }
    const first = (name: string) => JSON.parse(bytes(name).toString().split('\n')[0] as string)
    expect(first('tiny.jsonl')).toMatchObject({ samples: 4, answerType: 'integer' })
    expect(first('tiny.jsonl').challenger).not.toBe(first('tiny@0.jsonl').challenger)
  })
})

const marked = { prompt: 'ask: {{document}}', withoutDocument: 'ask', reads: { as: 'marked', marker: '#' } }
/** Templates that any model can be asked in. */
const PLAIN = {
  name: 'plain',
  wrapper: 'none',
  selector: { prompt: '{{document}}', withoutDocument: 'ask', reads: 'type-token' },
  mcq: marked,
  freeForm: marked,
  answerRules: { integer: '', float: '', expression: '', string: '', boolean: '', list: '' },
  reasoner: { prompt: '{{question}}' },
  auditor: { prompt: '{{document}} {{question}}' },
  finalAnswer: { mode: 'anchored', anchor: '#' },
}

describe('players behind endpoints', () => {
  it('poses with one model and answers with another', async () => {
    const engine = await openLocalEngine({ model: bundledModelPath(), threads: 1 })
    const server = await openAiServer({ engine })
    try {
      const endpoint = {
        model: 'seed',
        baseUrl: server.url,
        sameTokenizer: true,
        api: 'completions',
        system: '',
      }
      const set = [
        `challenger.endpoint=${JSON.stringify(endpoint)}`,
        'challenger.policy=fixed',
        'documentsPerIteration=4',
        'engine.threads=1',
      ]
      const args = ['--documents', '4', '--band', '0..1', '--json', ...set.flatMap((one) => ['--set', one])]
      const run = spice(['generate', out('guest.jsonl'), ...args], place)
      expect(await run.ended, run.stderr()).toBe(0)
      const [row] = bytes('guest.jsonl').toString().split('\n')
      expect(JSON.parse(row as string)).toMatchObject({
        challenger: `openai:seed@${server.url}`,
        reasoner: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      })
      expect(server.received.some(({ path }) => path === '/v1/completions')).toBe(true)

      const braces = JSON.stringify(endpoint)
      const both = [out('both.jsonl'), '--documents', '2', '--band', '0..1', '--set', 'engine.threads=1']
      const second = spice(['generate', ...both, '--challenger', braces, '--reasoner', braces], place)
      expect(await second.ended, second.stderr()).toBe(0)
      const [first] = bytes('both.jsonl').toString().split('\n')
      const who = `openai:seed@${server.url}`
      expect(JSON.parse(first as string)).toMatchObject({ challenger: who, reasoner: who })
    } finally {
      await server.close()
      await engine.close()
    }
  })

  it('names both by reference, asks them in plain turns, and says that nothing they wrote was valid', async () => {
    const engine = await openLocalEngine({ model: bundledModelPath(), threads: 1 })
    const server = await openAiServer({ engine })
    try {
      const who = `openai:seed@${server.url}`
      const args = ['--documents', '1', '--challenger', who, '--reasoner', who]
      const templates = out('templates.yaml')
      writeFileSync(templates, stringify(PLAIN))
      const set = [
        `templates=${templates}`,
        'maxAttemptsPerDocument=8',
        'maxChallengeTokens=8',
        'formats=free-form',
      ]
      const run = spice(
        ['generate', out('strangers.jsonl'), ...args, ...set.flatMap((one) => ['--set', one])],
        place,
      )
      expect(await run.ended, run.stderr()).toBe(3)
      expect(run.stderr()).toMatch(/No valid task about 1 documents/)
      const asked = server.received.findLast(({ path }) => path === '/v1/chat/completions')
      expect(asked?.body.messages).toMatchObject([
        { role: 'user', content: expect.stringMatching(/^ask: .{20}/s) },
      ])
    } finally {
      await server.close()
      await engine.close()
    }
  })
})

describe('bandFlag', () => {
  it('reads shares', () => {
    expect(bandFlag('0.2..0.8')).toEqual({ from: 0.2, to: 0.8 })
    expect(bandFlag('0..1')).toEqual({ from: 0, to: 1 })
    expect(bandFlag('.5...5')).toEqual({ from: 0.5, to: 0.5 })
  })

  it.each(['0.8..0.2', '0.2', '0.2..', '-1..1', '0..1.5', '0..1 ', 'a..b'])('refuses %s', (text) => {
    expect(() => bandFlag(text)).toThrow(/two shares/)
  })
})
