/**
 * A server that none of ours wrote plays the bundled model: llama.cpp, started by openai-roundtrip.py. Greedy completions have the
 * tokens of the local engine and its log-probabilities within 1e-3, a key is asked for, a prompt too long is refused in words, and
 * `spice generate` makes a set of tasks by it. See openai-roundtrip.sh.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { SamplingParams } from '../src/engines/engine.js'
import { openLocalEngine } from '../src/engines/local/index.js'
import { EndpointError, type OpenAiSamplerOptions, openOpenAiSampler } from '../src/engines/openai/index.js'
import type { Completion } from '../src/words.js'

const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' } } })
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const MODEL = here('../assets/seed/model')
const KEY = 'sk-roundtrip-0123456789'
const TOLERANCE = 1e-3
const SPICE_MILLISECONDS = 240_000
/** Below what llama.cpp would draw at its own min_p: a twentieth of the likeliest of 512 tokens. */
const UNLIKELY = -10
const PROMPTS = [
  '<q> 17+25<a>',
  '<q> what is sorted order of 19, 9, 13?<a>',
  '<doc> tin is a metal. lead is a metal.<string>',
  '<doc> the owl has 2 legs and lives in the forest.<integer>',
]

interface Server {
  readonly url: string
  readonly xllamacpp: string
}

const work = mkdtempSync(join(tmpdir(), 'spice-openai-roundtrip-'))
const engine = await openLocalEngine({ model: MODEL, threads: 1 })
let child: ChildProcess | undefined
try {
  const started = await start()
  child = started.child
  const { server } = started
  console.log(`llama.cpp of xllamacpp ${server.xllamacpp}`)
  await compare(server)
  await refuses(server)
  await generate(server)
} finally {
  child?.kill('SIGKILL')
  await engine.close()
  rmSync(work, { recursive: true, force: true })
}

async function start(): Promise<{ server: Server; child: ChildProcess }> {
  const script = here('openai-roundtrip.py')
  const child = spawn(values.python, [script, MODEL, work, KEY], { stdio: ['pipe', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.on('data', (data: Buffer) => {
    log = (log + data).slice(-4000)
  })
  const ended = new Promise<never>((_, fail) => {
    child.on('error', fail)
    child.on('close', (code) => fail(new Error(`the server ended with ${code}\n${log}`)))
  })
  ended.catch(() => {})
  const told = new Promise<Server>((done) => {
    createInterface({ input: child.stdout }).once('line', (line) => done(JSON.parse(line) as Server))
  })
  return { server: await Promise.race([told, ended]), child }
}

function open({ url }: Server, options: Partial<OpenAiSamplerOptions> = {}) {
  return openOpenAiSampler({
    baseUrl: `${url}/v1`,
    model: 'seed',
    tokenizer: engine.tokenizer,
    sameTokenizer: true,
    apiKey: KEY,
    ...options,
  })
}

function params(more: Partial<SamplingParams> = {}): SamplingParams {
  return {
    n: 1,
    maxTokens: 48,
    temperature: 0,
    topP: 1,
    topK: 0,
    stopTokens: engine.tokenizer.eosTokens,
    stopStrings: [],
    key: { seed: 1, iteration: 0, purpose: 'test' },
    ...more,
  }
}

/** Greedily, the same tokens and ln p. Of what it drew, ln p as the trainer computes it. */
async function compare(server: Server): Promise<void> {
  const prompts = PROMPTS.map((text) => engine.tokenizer.encode(text))
  const own = await (await engine.sampler()).sample(prompts, params())
  for (const api of ['completions', 'chat'] as const) {
    const guest = await open(server, { api })
    const theirs = await guest.sample(prompts, params())
    for (const [p, group] of theirs.entries()) {
      const [ours] = own[p] ?? []
      // Chat goes as text, which llama.cpp may cut into other tokens.
      if (api === 'completions') assert.deepEqual(group[0]?.tokens, ours?.tokens, PROMPTS[p])
      assert.ok(group[0]?.tokens.length, `${api} told no tokens for ${PROMPTS[p]}`)
    }
    if (api === 'completions')
      console.log(`greedy completions have the same tokens; ${await furthest(prompts, theirs)}`)
  }

  const guest = await open(server)
  assert.equal(guest.api, 'completions')
  const drawn = await guest.sample(prompts, params({ n: 8, temperature: 4, maxTokens: 16 }))
  assert.deepEqual(
    drawn.map((group) => group.length),
    prompts.map(() => 8),
  )
  console.log(`8 at a time, at temperature 4; ${await furthest(prompts, drawn)}`)
  const told = drawn.flat().filter(({ text }) => text === undefined)
  const least = Math.min(...told.flatMap(({ logprobs }) => [...logprobs]))
  assert.ok(least < UNLIKELY, `nothing below ln p = ${least} was drawn: the server cuts off unlikely tokens`)
  console.log(`unlikely tokens are drawn too (the least likely: ln p = ${least.toFixed(1)})`)
}

/** The largest difference of ln p to that of the engine's forward pass, which must be small. */
async function furthest(
  prompts: readonly Int32Array[],
  groups: readonly (readonly Completion[])[],
): Promise<string> {
  // With a piece of a character in it, llama.cpp doesn't tell all tokens, and the text alone is taken.
  const all = groups.flatMap((group, p) =>
    group
      .filter(({ text }) => text === undefined)
      .map((completion) => ({ prompt: prompts[p] ?? [], completion })),
  )
  assert.ok(all.length >= groups.length, `${all.length} completions have their tokens`)
  const { logprobs } = await engine.forward(
    all.map(({ prompt, completion: { tokens } }) => ({
      tokens: Int32Array.from([...prompt, ...tokens]),
      weights: Float32Array.from({ length: prompt.length + tokens.length }, (_, t) =>
        Number(t >= prompt.length),
      ),
    })),
  )
  const distances = all.flatMap(({ completion }, i) =>
    Array.from((logprobs[i] ?? []).slice(-completion.logprobs.length), (ours, t) =>
      Math.abs(ours - (completion.logprobs[t] ?? Number.NaN)),
    ),
  )
  const most = Math.max(...distances)
  assert.ok(most < TOLERANCE, `log-probabilities differ by ${most}`)
  return `${distances.length} log-probabilities, at most ${most.toExponential(1)} apart`
}

/** What it refuses is told in words, without the key. */
async function refuses(server: Server): Promise<void> {
  const failure = async (work: Promise<unknown>): Promise<EndpointError> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof EndpointError, `an EndpointError, not ${error}`)
    assert.ok(!`${error.stack} ${error.hint}`.includes('sk-'), 'a key in an error')
    return error
  }
  assert.equal((await failure(open(server, { apiKey: 'sk-wrong-9876543210' }))).kind, 'unauthorised')
  assert.equal((await failure(open(server, { apiKey: undefined }))).kind, 'unauthorised')
  assert.equal((await failure(open(server, { model: 'other' }))).hint, 'It has seed')
  const guest = await open(server)
  const long = new Int32Array(engine.capabilities.contextTokens + 1).fill(PROMPTS.length)
  assert.match((await failure(guest.sample([long], params()))).message, /context/)
  console.log('a wrong key, none, another model and a prompt too long are refused in words')
}

/** The whole game by the command line, and the set measured as an evaluation. */
async function generate({ url }: Server): Promise<void> {
  const endpoint = `{baseUrl: "${url}/v1", model: seed, sameTokenizer: true, apiKeyEnv: ROUNDTRIP_KEY, concurrency: 4}`
  const set = join(work, 'tasks.jsonl')
  await spice([
    'generate',
    set,
    '--challenger',
    endpoint,
    '--reasoner',
    endpoint,
    '--documents',
    '8',
    '--band',
    '0..1',
  ])
  const text = readFileSync(set, 'utf8')
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.ok(rows.length >= 5, `${rows.length} tasks about 8 documents`)
  assert.ok(
    rows.every(
      ({ challenger, reasoner }) => challenger === `openai:seed@${url}/v1` && reasoner === challenger,
    ),
  )
  assert.ok(!text.includes(KEY), 'the key is in the set')
  await spice(['eval', 'bundled', '--set-file', set, '--limit', '5'])
  console.log(`${rows.length} tasks generated about 8 documents, and measured as an evaluation`)
}

/** Not spawnSync: the server's log must be read meanwhile, or it stands still. */
async function spice(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', here('../src/cli/main.ts'), ...args], {
    env: { ...process.env, ROUNDTRIP_KEY: KEY },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SPICE_MILLISECONDS,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data
    })
  const status = await new Promise((done, fail) => child.on('error', fail).on('close', done))
  assert.ok(!said.includes(KEY), 'the key was printed')
  assert.equal(status, 0, `spice ${args[0]} ended with ${status}\n${said}`)
}
