import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SpiceError } from '../../errors.js'
import type { Completion } from '../../words.js'
import type { Engine, Sampler, SamplingParams } from '../engine.js'
import { openLocalEngine } from '../local/index.js'
import { openAiServer, type RunningServer, type ServerOptions, send } from './fixtures/openai-server.js'
import { EndpointError, type OpenAiSamplerOptions, openOpenAiSampler } from './index.js'
import { seedOf } from './request-body.js'

const SEED = fileURLToPath(new URL('../../../assets/seed/model', import.meta.url))
const QUICK = { tries: 3, firstSeconds: 0.01, longestSeconds: 0.01, longestAsked: 2, deadlineSeconds: 20 }

let engine: Engine
let own: Sampler
const servers: RunningServer[] = []
beforeAll(async () => {
  engine = await openLocalEngine({ model: SEED, threads: 1 })
  own = await engine.sampler()
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

function open(server: RunningServer, options: Partial<OpenAiSamplerOptions> = {}) {
  const { tokenizer } = engine
  return openOpenAiSampler({
    baseUrl: server.url,
    model: 'seed',
    tokenizer,
    apiKey: undefined,
    patience: QUICK,
    ...options,
  })
}

const TEXTS = ['<q> 17+25<a>', '<doc> tin is a metal. lead is a metal.<string>']
const prompts = () => TEXTS.map((text) => engine.tokenizer.encode(text))
const params = (more: Partial<SamplingParams> = {}): SamplingParams => ({
  n: 1,
  maxTokens: 24,
  temperature: 1,
  topP: 1,
  topK: 0,
  stopTokens: engine.tokenizer.eosTokens,
  stopStrings: [],
  key: { seed: 7, iteration: 3, purpose: 'challenger' },
  ...more,
})

/** What the engine itself draws where the server was sent these seeds. */
function expected(asked: SamplingParams, p: number, j: number): Promise<Completion> {
  const index = (asked.indices?.[p] ?? p * asked.n) + j
  const seed = seedOf({ params: asked, index })
  return own
    .sample([prompts()[p] as Int32Array], {
      ...asked,
      n: 1,
      indices: [0],
      key: { seed, iteration: 0, purpose: 'test' },
    })
    .then((drawn) => drawn[0]?.[0] as Completion)
}

async function failure(work: Promise<unknown>): Promise<EndpointError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(EndpointError)
  return error as EndpointError
}

const generations = ({ received }: RunningServer) => received.filter(({ body }) => body !== null)

describe('tokens and log-probabilities over the wire are those of the engine', () => {
  it.each([
    ['completions, ids both ways', 'completions', {}],
    ['completions, spelled tokens', 'completions', { extensions: 'ignored' }],
    ['completions, no extensions', 'completions', { extensions: 'refused' }],
    ['completions, text prompts', 'completions', { tokenPrompts: false }],
    ['chat', 'chat', {}],
    ['chat, spelled tokens', 'chat', { extensions: 'refused' }],
  ] as const)('%s', async (_, api, options) => {
    const server = await serve(options)
    const sampler = await open(server, { api, sameTokenizer: true })
    expect(sampler.prompts).toBe(api === 'chat' ? 'bare' : 'rendered')
    const asked = params({ indices: [40, 90] })
    const drawn = await sampler.sample(prompts(), asked)
    const batch = []
    for (const [p, group] of drawn.entries()) {
      const completion = group[0] as Completion
      const direct = await expected(asked, p, 0)
      expect(completion.tokens).toEqual(direct.tokens)
      expect(completion.logprobs).toEqual(direct.logprobs)
      expect(completion.stopReason).toBe(direct.stopReason)
      expect(completion.text).toBeUndefined()
      const tokens = Int32Array.from([...(prompts()[p] as Int32Array), ...completion.tokens])
      batch.push({
        tokens,
        weights: Float32Array.from(tokens, (_, t) => (t < tokens.length - completion.tokens.length ? 0 : 1)),
      })
    }
    // And they are ln p under the weights, as the trainer computes it.
    const { logprobs } = await engine.forward(batch)
    for (const [p, row] of logprobs.entries()) {
      const scored = drawn[p]?.[0]?.logprobs as Float32Array
      for (const [t, value] of row.slice(-scored.length).entries()) expect(scored[t]).toBeCloseTo(value, 3)
    }
    const first = generations(server)[0]?.body
    if (api === 'completions') expect(first?.prompt).toEqual(Array.from(prompts()[0] as Int32Array))
    else expect(first?.messages).toEqual([{ role: 'user', content: TEXTS[0] }])
  })

  it('greedy needs no seed, and takes top-p and top-k off', async () => {
    const server = await serve()
    const sampler = await open(server, { sameTokenizer: true })
    const asked = params({ temperature: 0, topP: 0.5, topK: 3 })
    const [[drawn] = []] = await sampler.sample(prompts().slice(0, 1), asked)
    const [[direct] = []] = await own.sample(prompts().slice(0, 1), asked)
    expect(drawn?.tokens).toEqual(direct?.tokens)
    const body = generations(server).at(-1)?.body
    expect(body).toMatchObject({ temperature: 0, max_tokens: 24 })
    for (const name of ['seed', 'top_p', 'top_k', 'min_p', 'n']) expect(body).not.toHaveProperty(name)
  })

  it('says that nothing is cut off, as servers have cuts of their own, and takes no for an answer', async () => {
    const server = await serve()
    await (await open(server, { sameTokenizer: true })).sample(prompts(), params())
    expect(generations(server).at(-1)?.body).toMatchObject({ top_p: 1, top_k: -1, min_p: 0 })
    const strict = await serve({
      intercept: ({ body }, response) =>
        body?.min_p !== undefined &&
        send(response, 400, { error: { message: 'Unrecognized request arguments supplied: min_p, top_k' } }),
    })
    const sampler = await open(strict, { sameTokenizer: true })
    await sampler.sample(prompts().slice(0, 1), params({ topK: 5 }))
    const { body } = generations(strict).at(-1) as { body: object }
    expect(body).toMatchObject({ top_p: 1, top_k: 5, return_token_ids: true })
    expect(body).not.toHaveProperty('min_p')
  })

  it('counts what came where a server counts one of several', async () => {
    const server = await serve({ usage: 'of-one' })
    const sampler = await open(server, { api: 'completions', sameTokenizer: true })
    const drawn = await sampler.sample(prompts(), params({ n: 4 }))
    const tokens = drawn.flat().reduce((sum, completion) => sum + completion.tokens.length, 0)
    expect(sampler.spent().completionTokens).toBe(tokens)
  })

  it('another tokenizer: the text is kept, and nothing can be learnt from it', async () => {
    const server = await serve({
      intercept: ({ body }, response) => body !== null && reply(response, 'Grüße 🙂 <eos> = 4'),
    })
    const sampler = await open(server, { api: 'chat' })
    const [[drawn] = []] = await sampler.sample(prompts().slice(0, 1), params())
    expect(drawn?.text).toBe('Grüße 🙂 <eos> = 4')
    expect(drawn?.tokens.length).toBeGreaterThan(5)
    expect(drawn?.logprobs.every(Number.isNaN)).toBe(true)
    expect(drawn?.logprobs).toHaveLength(drawn?.tokens.length as number)
    for (const name of ['logprobs', 'return_token_ids'])
      expect(generations(server)[0]?.body).not.toHaveProperty(name)
  })

  it('where exact tokens are needed, texts are refused', async () => {
    const options = { api: 'completions', sameTokenizer: true, exactTokens: true } as const
    const told = await open(await serve({ logprobs: 'none' }), options)
    const [[drawn] = []] = await told.sample(prompts().slice(0, 1), params({ indices: [5] }))
    expect(drawn?.tokens.length).toBeGreaterThan(0)
    const untold = await open(await serve({ logprobs: 'none', extensions: 'ignored' }), options)
    const error = await failure(untold.sample(prompts(), params()))
    expect(error).toMatchObject({ kind: 'refused' })
    expect(error.message).toContain('does not tell which tokens')
  })

  it('llama.cpp: ids beside log-probabilities, unless one is missing', async () => {
    const text = ' = 4'
    const ids = [13, ...engine.tokenizer.encode(text), 1]
    const llama = (told: number[]) =>
      serve({
        intercept: ({ body }, response) =>
          body !== null &&
          send(response, 200, {
            choices: [{ text, logprobs: { content: told.map((id) => ({ id, token: '', logprob: -0.5 })) } }],
          }),
      })
    const drawn = async (told: number[]) => {
      const options = { api: 'completions', sameTokenizer: true, exactTokens: true } as const
      const sampler = await open(await llama(told), options)
      return (await sampler.sample(prompts().slice(0, 1), params()))[0]?.[0]
    }
    expect(await drawn(ids)).toEqual({
      tokens: Int32Array.from(ids),
      logprobs: new Float32Array(ids.length).fill(-0.5),
      stopReason: 'stop',
    })
    const incomplete = await drawn(ids.filter((_, at) => at !== 2))
    expect(incomplete?.text).toBe(text)
    expect(incomplete?.logprobs.every(Number.isNaN)).toBe(true)
  })

  it('refused log-probabilities leave exact tokens where ids are told, else text', async () => {
    const told = await open(await serve({ logprobs: 'refused' }), { sameTokenizer: true })
    const asked = params({ indices: [5] })
    const [[drawn] = []] = await told.sample(prompts().slice(0, 1), asked)
    expect(drawn?.tokens).toEqual((await expected(asked, 0, 0)).tokens)
    expect(drawn?.logprobs.every(Number.isNaN)).toBe(true)
    const untold = await open(await serve({ logprobs: 'none', extensions: 'ignored' }), {
      sameTokenizer: true,
    })
    const [[text] = []] = await untold.sample(prompts().slice(0, 1), asked)
    expect(text?.text).toBeTypeOf('string')
    expect(text?.logprobs.every(Number.isNaN)).toBe(true)
  })
})

describe('several continuations', () => {
  it.each([
    'refused',
    'ignored',
  ] as const)('n %s: one request each, each with its own seed', async (several) => {
    const server = await serve({ several })
    const sampler = await open(server, { api: 'completions', sameTokenizer: true })
    const asked = params({ n: 3, indices: [10, 20] })
    const drawn = await sampler.sample(prompts(), asked)
    for (const [p, group] of drawn.entries()) {
      expect(group).toHaveLength(3)
      for (const [j, { tokens }] of group.entries())
        expect(tokens).toEqual((await expected(asked, p, j)).tokens)
    }
    const before = generations(server).length
    await sampler.sample(prompts(), asked)
    const later = generations(server).slice(before)
    expect(later).toHaveLength(6)
    for (const { body } of later) expect(body).not.toHaveProperty('n')
  })

  it('n native: one request a prompt', async () => {
    const server = await serve()
    const sampler = await open(server, { api: 'completions', sameTokenizer: true })
    const progress: number[] = []
    const drawn = await sampler.sample(prompts(), params({ n: 4 }), {
      onProgress: (tokens) => progress.push(tokens),
    })
    expect(drawn.map((group) => group.length)).toEqual([4, 4])
    expect(generations(server).map(({ body }) => body.n)).toEqual([4, 4])
    const tokens = drawn.flat().reduce((sum, completion) => sum + completion.tokens.length, 0)
    expect(progress.at(-1)).toBe(tokens)
    expect(sampler.spent().completionTokens).toBe(tokens)
  })

  it('many at a time are no reason for a warning', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error) => warnings.push(warning)
    process.on('warning', hear)
    const server = await serve({ several: 'refused' })
    const sampler = await open(server, { api: 'completions', concurrency: 32, sameTokenizer: true })
    await sampler.sample(prompts(), params({ n: 12, maxTokens: 1 }))
    await new Promise((done) => setTimeout(done, 10))
    process.off('warning', hear)
    expect(warnings).toEqual([])
  })

  it('keeps to its concurrency', async () => {
    const server = await serve({ several: 'refused' })
    const sampler = await open(server, { api: 'completions', concurrency: 2, sameTokenizer: true })
    await sampler.sample(prompts(), params({ n: 5, maxTokens: 2 }))
    expect(server.busiest()).toBe(2)
  })
})

describe('texts', () => {
  const say = (content: string, message: object = {}, finish = 'stop') =>
    serve({
      intercept: ({ body }, response) =>
        body !== null &&
        send(response, 200, {
          choices: [{ message: { content, ...message }, finish_reason: finish }],
          usage: {
            prompt_tokens: 3,
            completion_tokens: 50,
            completion_tokens_details: { reasoning_tokens: 44 },
          },
        }),
    })
  const drawn = async (server: RunningServer, more: Partial<SamplingParams> = {}) => {
    const sampler = await open(server, { api: 'chat' })
    const [[completion] = []] = await sampler.sample(prompts().slice(0, 1), params(more))
    return { completion, spent: sampler.spent() }
  }

  it('reasoning is left out of the text and counted', async () => {
    const { completion, spent } = await drawn(
      await say('four', { reasoning_content: '2+2, so five? No, four.' }),
    )
    expect(completion?.text).toBe('four')
    expect(spent).toEqual({ promptTokens: 3, completionTokens: 50, reasoningTokens: 44 })
  })

  it.each([
    ['<think>hm, 5?</think>\n\nfour', 'four'],
    ['hm, 5?</think>four', 'four'],
    ['<think>hm, 5? no', ''],
  ])('%j reads %j', async (content, text) => {
    expect((await drawn(await say(content))).completion?.text).toBe(text)
  })

  it('stop strings cut, however many a server takes', async () => {
    const stopStrings = ['U', 'V', 'W', 'X', 'Y', 'Z']
    const server = await say('aaaZbbbY')
    expect((await drawn(server, { stopStrings })).completion?.text).toBe('aaa')
    expect(generations(server)[0]?.body.stop).toEqual(['U', 'V', 'W', 'X'])
  })

  it('a budget that ran out is told; no content is an empty text', async () => {
    const { completion } = await drawn(await say(null as never, {}, 'length'))
    expect(completion).toMatchObject({ text: '', stopReason: 'length' })
  })

  it('a system turn comes first', async () => {
    const server = await say('x')
    const sampler = await open(server, { api: 'chat', system: 'Be brief.' })
    await sampler.sample(prompts().slice(0, 1), params())
    expect(generations(server)[0]?.body.messages[0]).toEqual({ role: 'system', content: 'Be brief.' })
  })
})

describe('which API', () => {
  it.each([
    [true, ['models', 'completions', 'chat'], 'completions'],
    [true, ['models', 'chat'], 'chat'],
    [false, ['models', 'completions', 'chat'], 'chat'],
    [false, ['completions'], 'completions'],
  ] as const)('sameTokenizer %s, server with %j: %s', async (sameTokenizer, has, api) => {
    const sampler = await open(await serve({ has }), { sameTokenizer })
    expect(sampler.api).toBe(api)
    expect(sampler.prompts).toBe(api === 'completions' && sameTokenizer ? 'rendered' : 'bare')
  })

  it('a server that falls over chat is asked for completions, and one that cannot list is taken at its word', async () => {
    const server = await serve({
      intercept: ({ path }, response) =>
        !path.endsWith('/v1/completions') && send(response, 500, 'no template'),
    })
    expect((await open(server)).api).toBe('completions')
  })

  it('neither is an error', async () => {
    expect(await failure(open(await serve({ has: ['models'] })))).toMatchObject({ kind: 'refused' })
  })

  it('newer models want another name for the budget', async () => {
    const server = await serve({
      intercept: ({ body }, response) =>
        body?.max_tokens !== undefined &&
        send(response, 400, {
          error: {
            message:
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          },
        }),
    })
    const sampler = await open(server, { api: 'chat', sameTokenizer: true })
    const [[drawn] = []] = await sampler.sample(prompts().slice(0, 1), params())
    expect(drawn?.tokens).toEqual((await expected(params(), 0, 0)).tokens)
  })
})

describe('what goes wrong', () => {
  const KEY = 'sk-very-secret-0123456789'
  /** The first `times` generations get `fault`, then the model answers. */
  const faulty = (times: number, fault: NonNullable<ServerOptions['intercept']>) => {
    let left = times
    return serve({
      intercept: (received, response, count) =>
        received.body !== null && left-- > 0 ? (fault(received, response, count) ?? true) : undefined,
    })
  }
  const ask = async (server: RunningServer, options: Partial<OpenAiSamplerOptions> = {}) => {
    const sampler = await open(server, { api: 'completions', sameTokenizer: true, apiKey: KEY, ...options })
    return sampler.sample(prompts().slice(0, 1), params())
  }

  it.each([
    [
      '429',
      (_, response) => send(response, 429, { error: { message: 'slow down' } }, { 'retry-after': '0' }),
    ],
    ['500', (_, response) => send(response, 500, 'oops')],
    ['truncated JSON', (_, response) => send(response, 200, '{"choices": [{"text": "tru')],
    ['a reset', (_, response) => void response.destroy()],
    [
      'a reset in the answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"choices": [')
        setTimeout(() => response.destroy(), 20)
      },
    ],
  ] satisfies [string, NonNullable<ServerOptions['intercept']>][])('%s passes', async (_, fault) => {
    const server = await faulty(2, fault)
    const [[drawn] = []] = await ask(server)
    expect(drawn?.tokens).toEqual((await expected(params(), 0, 0)).tokens)
    expect(generations(server)).toHaveLength(3)
  })

  it.each([
    ['429', 'busy', (_, response) => send(response, 429, 'slow down')],
    ['500', 'busy', (_, response) => send(response, 500, 'oops')],
    ['truncated JSON', 'protocol', (_, response) => send(response, 200, '{"choi')],
    ['a reset', 'unreachable', (_, response) => void response.destroy()],
    ['a hanging socket', 'timeout', () => undefined],
  ] satisfies [
    string,
    string,
    NonNullable<ServerOptions['intercept']>,
  ][])('%s for ever: %s after so many tries', async (_, kind, fault) => {
    const server = await faulty(99, fault)
    const told: string[] = []
    const onNotice = (message: string) => void told.push(message)
    const error = await failure(ask(server, { patience: { ...QUICK, deadlineSeconds: 0.2 }, onNotice }))
    expect(error).toMatchObject({ kind, code: 'engine' })
    expect(error.message).toContain('3 tries')
    // Of several pauses in a minute the first alone is told.
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/; trying again in 1 s$/)
    expect(generations(server)).toHaveLength(3)
  })

  it.each([
    ['no JSON for the API', 'protocol', { hello: 'world' }],
    ['no choices', 'protocol', { choices: [] }],
    ['a text that is none', 'protocol', { choices: [{ text: 5 }] }],
    ['ids of another vocabulary', 'protocol', { choices: [{ text: 'x', token_ids: [1, 99_999] }] }],
    ['more tokens than asked for', 'protocol', { choices: [{ text: 'x', token_ids: Array(25).fill(5) }] }],
    ['more text than any budget gives', 'protocol', { choices: [{ text: 'x'.repeat(100_000) }] }],
    ['more bytes than any answer has', 'protocol', { choices: [{ text: 'x'.repeat(3 << 20) }] }],
  ])('%s is an error at once', async (_, kind, body) => {
    const server = await faulty(99, (_, response) => send(response, 200, body))
    expect(await failure(ask(server))).toMatchObject({ kind })
    expect(generations(server)).toHaveLength(1)
  })

  it('an answer without an end is left', async () => {
    let closed = false
    const server = await faulty(99, (_, response) => {
      response.writeHead(200)
      const more = setInterval(() => response.write('x'.repeat(1 << 18)), 1)
      response.on('close', () => {
        closed = true
        clearInterval(more)
      })
      return true
    })
    expect(await failure(ask(server))).toMatchObject({ kind: 'protocol' })
    await expect.poll(() => closed).toBe(true)
  })

  it('a longer pause than is waited ends it, as does an empty account', async () => {
    const busy = await faulty(99, (_, response) => send(response, 429, 'later', { 'retry-after': '3600' }))
    const error = await failure(ask(busy))
    expect(error.message).toContain('3600 s')
    const poor = await faulty(99, (_, response) =>
      send(response, 429, { error: { code: 'insufficient_quota' } }),
    )
    expect((await failure(ask(poor))).hint).toContain('credit')
    for (const server of [busy, poor]) expect(generations(server)).toHaveLength(1)
  })

  it('the key goes to the server and into no message', async () => {
    const server = await serve()
    await ask(server)
    expect(server.received.every(({ authorization }) => authorization === `Bearer ${KEY}`)).toBe(true)
    const echo = await faulty(99, (_, response) =>
      send(response, 401, { error: { message: `Incorrect API key: ${KEY}` } }),
    )
    const error = await failure(ask(echo))
    expect(error).toMatchObject({ kind: 'unauthorised', code: 'config', status: 401 })
    expect(`${error.stack} ${error.hint} ${JSON.stringify(error)}`).not.toContain(KEY)
    const moved = await faulty(99, (_, response) =>
      send(response, 307, '', { location: `${server.url}/elsewhere` }),
    )
    expect(await failure(ask(moved))).toMatchObject({ kind: 'refused', status: 307 })
    expect(server.received.some(({ path }) => path.includes('elsewhere'))).toBe(false)
    await expect(open(server, { apiKey: `${KEY}\n\u0007x` })).rejects.toSatisfy(
      (thrown: SpiceError) => thrown.code === 'config' && !thrown.message.includes(KEY),
    )
  })

  it('a model it has not, with those it has', async () => {
    const server = await serve({ model: 'qwen3:latest' })
    const error = await failure(open(server, { model: 'qwen4' }))
    expect(error).toMatchObject({ kind: 'no-model', code: 'config', hint: 'It has qwen3:latest' })
    expect((await open(server, { model: 'qwen3', api: 'chat' })).api).toBe('chat')
    const silent = await open(await serve({ has: ['completions'] }), { model: 'other', api: 'completions' })
    expect(await failure(silent.sample(prompts(), params()))).toMatchObject({ kind: 'no-model', status: 404 })
  })

  it('a refusal that is about something else is told', async () => {
    const says = "This model's maximum context length is 256 tokens, your prompt has 300"
    const server = await faulty(99, (_, response) => send(response, 400, { error: { message: says } }))
    const error = await failure(ask(server))
    expect(error).toMatchObject({ kind: 'refused', status: 400 })
    expect(error.message).toContain(says)
    expect(generations(server)).toHaveLength(1)
  })

  it.each([
    'ftp://127.0.0.1/v1',
    'nonsense',
    'http://me:pass@127.0.0.1/v1',
    'http://127.0.0.1/v1?key=x',
  ])('address %s', async (baseUrl) => {
    const error = await open({ url: baseUrl } as RunningServer).catch((thrown: SpiceError) => thrown)
    expect(error).toMatchObject({ code: 'config' })
    expect((error as SpiceError).message).not.toContain('pass@')
  })

  it('nobody there', async () => {
    const server = await serve()
    await server.close()
    const error = await failure(open(server))
    expect(error).toMatchObject({ kind: 'unreachable' })
    expect(error.message).toContain('ECONNREFUSED')
  })

  it('an abort ends all requests with its reason', async () => {
    const server = await faulty(99, () => undefined)
    const sampler = await open(server, { api: 'completions', sameTokenizer: true })
    const stop = new AbortController()
    const work = sampler.sample(prompts(), params(), { signal: stop.signal })
    await expect.poll(() => generations(server).length).toBe(2)
    stop.abort(new Error('enough'))
    await expect(work).rejects.toThrow('enough')
  })
})

function reply(response: Parameters<typeof send>[0], content: string): true {
  return send(response, 200, { choices: [{ message: { content }, text: content, finish_reason: 'stop' }] })
}
