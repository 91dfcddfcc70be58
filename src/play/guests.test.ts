import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Config, loadConfig } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import { openLocalEngine } from '../engines/local/index.js'
import {
  openAiServer,
  type Received,
  type RunningServer,
  type ServerOptions,
  send,
} from '../engines/openai/fixtures/openai-server.js'
import { openOpenAiSampler } from '../engines/openai/index.js'
import type { Document } from '../words.js'
import { type IterationRecord, selfPlay } from './index.js'

const asset = (path: string) => fileURLToPath(new URL(`../../assets/${path}`, import.meta.url))
const corpus: Document[] = readFileSync(asset('corpus/micro-world.jsonl'), 'utf8')
  .split('\n')
  .slice(0, 6)
  .map((line, i) => ({ id: String(i), text: (JSON.parse(line) as { text: string }).text, source: 'test' }))
const documents = { sample: (count: number) => corpus.slice(0, count) }

let engine: Engine
const servers: RunningServer[] = []
beforeAll(async () => {
  engine = await openLocalEngine({ model: asset('seed/model'), threads: 1 })
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
afterAll(() => engine.close())

async function serve(options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const server = await openAiServer({ engine, ...options })
  servers.push(server)
  return server
}

const config = (...set: string[]): Config =>
  loadConfig({
    set: [
      'iterations=1',
      'documentsPerIteration=6',
      'challengesPerDocument=2',
      'answersPerTask=4',
      'maxAttemptsPerDocument=8',
      'trajectoriesPerOptimizerStep=64',
      'challenger.policy=fixed',
      'evaluation.sets=[]',
      'validity={answerInDocument: false, questionGrounded: false, answerLeaked: false, openBookAudit: false}',
      ...set,
    ],
  })

async function play(settings: Config, player = engine): Promise<IterationRecord> {
  const records: IterationRecord[] = []
  await selfPlay({
    config: settings,
    engine: player,
    documents,
    onIteration: (record) => void records.push(record),
  })
  return records[0] as IterationRecord
}

const challenges = ({ documents: all }: IterationRecord) => all.flatMap((one) => one.challenges)
const asked = ({ received }: RunningServer) => received.filter(({ body }) => body !== null)
const promptOf = ({ body }: Received): string =>
  body.messages
    ? (body.messages.at(-1)?.content ?? '')
    : typeof body.prompt === 'string'
      ? body.prompt
      : engine.tokenizer.decode(body.prompt)

/** A chat model of another family: writes what the script says. */
const chatting = (script: (prompt: string) => string) =>
  serve({
    intercept: (received, response) =>
      received.body !== null &&
      send(response, 200, {
        choices: [{ message: { content: script(promptOf(received)) }, finish_reason: 'stop' }],
      }),
  })

describe('a fixed Challenger behind an endpoint', () => {
  it.each(['completions', 'chat'] as const)('poses over %s; the Reasoner alone learns', async (api) => {
    const server = await serve()
    const settings = config(
      `challenger.endpoint={baseUrl: "${server.url}", model: seed, api: ${api}, sameTokenizer: true, concurrency: 4}`,
    )
    const record = await play(settings)
    const all = challenges(record)
    expect(all.filter(({ valid }) => valid).length).toBeGreaterThan(2)
    expect(all.some(({ trained }) => trained)).toBe(false)
    expect(all.some(({ answers }) => answers.some(({ trained }) => trained))).toBe(true)
    expect(record.metrics['optim/steps']).toBe(1)
    // The server saw the documents, both to choose a kind of task and to pose it; never a question to answer.
    const prompts = asked(server)
      .map(promptOf)
      .filter((prompt) => prompt !== 'Hello')
    for (const { text } of corpus) {
      const about = prompts.filter((prompt) => prompt.startsWith(`<doc> ${text}`))
      expect(about.some((prompt) => prompt.endsWith('<select>'))).toBe(true)
      expect(
        about.some((prompt) => /<(mcq|integer|float|expression|string|boolean|list)>$/.test(prompt)),
      ).toBe(true)
    }
    expect(prompts.some((prompt) => prompt.includes('<q>'))).toBe(false)
    expect(record.metrics['tokens/challenger']).toBeGreaterThan(0)
  })

  it('of another family is asked in its own words, and read by them', async () => {
    const server = await chatting((prompt) =>
      prompt.includes('what kind of exam question')
        ? '{"suitable_for_mcq": false, "suitable_for_free_form": true, "best_answer_type": "Integer", "reason": "Zahlen – 数"}'
        : 'So: {"question": "what is 2+2?", "answer": "4", "answer_type": "integer", "relevant_quotes": []}',
    )
    const settings = config(
      'maxSelectorTokens=64',
      `challenger.endpoint={baseUrl: "${server.url}", model: seed, templates: paper, api: chat}`,
    )
    const record = await play(settings)
    expect(record.documents.map(({ request }) => request)).toEqual(
      corpus.map(() => ({ format: 'free-form', answerType: 'integer' })),
    )
    expect(record.documents[0]?.selectorText).toContain('Zahlen – 数')
    const all = challenges(record)
    expect(all).toHaveLength(12)
    for (const { task, answers } of all) {
      expect(task).toMatchObject({ question: 'what is 2+2?', gold: '4', answerType: 'integer' })
      expect(answers).toHaveLength(4)
    }
    // No wrapper but the server's own turns, with the system turn of the templates.
    const [first] = asked(server)
    expect(first?.body.messages[0]).toEqual({
      role: 'system',
      content: 'You are a careful and helpful assistant.',
    })
    expect(first?.body.messages[1]?.content).toMatch(/^You decide/)
  })

  it.each([
    [
      'a set of templates in its own markers',
      'model: seed',
      /templates: "compact" is written with special tokens/,
    ],
    ['a model it has not', 'model: other, templates: paper', /has no model other/],
  ])('refuses %s before anything is played', async (_, rest, message) => {
    const server = await serve()
    const settings = config(`challenger.endpoint={baseUrl: "${server.url}", ${rest}}`)
    await expect(play(settings)).rejects.toThrow(message)
    expect(asked(server)).toEqual([])
  })

  it('must be fixed', () => {
    const endpoint = 'challenger.endpoint={baseUrl: "http://127.0.0.1:1/v1", model: m}'
    expect(() => config(endpoint, 'challenger.policy=learning')).toThrow(/m poses can't be learnt from/)
  })
})

describe('an auditor behind an endpoint', () => {
  it('decides about validity, in place of the Reasoner', async () => {
    // It agrees with nothing, then with whatever is a number.
    const none = await chatting(() => 'no idea')
    const audit = (server: RunningServer) =>
      config(
        'validity.openBookAudit=true',
        `validity.auditEndpoint={baseUrl: "${server.url}", model: seed, templates: paper, api: chat, system: ""}`,
      )
    const refused = await play(audit(none))
    expect(refused.documents.every(({ validAttempts }) => validAttempts === 0)).toBe(true)
    expect(refused.documents.some(({ reasons }) => (reasons['audit-disagrees'] ?? 0) > 0)).toBe(true)
    const [first] = asked(none)
    expect(first?.body.messages).toHaveLength(1)
    expect(promptOf(first as Received)).toMatch(/^Answer the question with the help of this material/)
    expect(first?.body.temperature).toBe(0)

    const real = await serve()
    const settings = config(
      'validity.openBookAudit=true',
      `validity.auditEndpoint={baseUrl: "${real.url}", model: seed, sameTokenizer: true}`,
    )
    const agreed = challenges(await play(settings)).filter(({ valid }) => valid)
    expect(agreed.length).toBeGreaterThan(0)
    expect(agreed.every(({ auditAgrees }) => auditAgrees === true)).toBe(true)
  })
})

it('words of an endpoint are never learnt from', async () => {
  const server = await serve({ logprobs: 'none' })
  const { tokenizer } = engine
  const place = { baseUrl: server.url, model: 'seed', api: 'completions', sameTokenizer: true } as const
  const sampler = await openOpenAiSampler({ ...place, tokenizer, apiKey: undefined })
  const player = new Proxy(engine, {
    get: (target, name) =>
      name === 'sampler'
        ? async () => sampler
        : (Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name)),
  })
  await expect(play(config('challenger.policy=learning'), player)).rejects.toThrow(
    /challenger: a completion without log-probabilities can't be learnt from/,
  )
})
