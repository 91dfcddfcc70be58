/**
 * The simulated server of `bench/scale.ts`, in a process of its own so that the client's processor time can be told from
 * the server's. Samples are made once and recited; what is measured elsewhere does not wait for a model.
 */

import type { Dialect } from '../../src/tinker/fixtures/dialect.js'
import type { Payload } from '../../src/tinker/fixtures/future-store.js'
import type { SampleOrder } from '../../src/tinker/fixtures/sampling-endpoint.js'
import { writeSampleResult } from '../../src/tinker/fixtures/server-wire.js'
import { type SimulatedServer, startSimulatedServer } from '../../src/tinker/fixtures/simulated-server.js'
import { loadTokenizer, type Tokenizer } from '../../src/tokenizer/index.js'
import { answer, challenge, ITEM, KINDS, type Kind, POOL, selection } from './game-texts.js'

export interface ServerOrder {
  readonly dialect: Dialect
  readonly tokenizerFolder: string
  readonly model: string
  readonly contextLength: number
  /** Milliseconds from which a sample's time is drawn. */
  readonly sampleMilliseconds: readonly [number, number]
}

export interface ServerReport {
  readonly url: string
  readonly requests: Readonly<Record<string, number>>
  readonly refusals: readonly string[]
  readonly passes: number
  readonly steps: number
  /** Operations under way at a time, at most. */
  readonly mostInFlight: number
}

let server: SimulatedServer | undefined

process.on('message', async (message: ServerOrder | 'report') => {
  if (message !== 'report') server = await start(message)
  if (server) process.send?.(reportOf(server))
})

function reportOf({ url, requests, refusals, state }: SimulatedServer): ServerReport {
  const sum = (count: 'passes' | 'applied') =>
    state.everyModel.reduce((total, { policy }) => total + policy[count], 0)
  return {
    url,
    requests: Object.fromEntries(requests),
    refusals,
    passes: sum('passes'),
    steps: sum('applied'),
    mostInFlight: state.futures.mostUnsettled,
  }
}

async function start(order: ServerOrder): Promise<SimulatedServer> {
  const tokenizer = await loadTokenizer(order.tokenizerFolder)
  const recite = reciter(tokenizer, order.dialect)
  const [least, most] = order.sampleMilliseconds
  return startSimulatedServer({
    dialect: order.dialect,
    models: [order.model],
    contextLength: order.contextLength,
    pollMilliseconds: 20_000,
    sampling: {
      vocabulary: tokenizer.vocabulary,
      milliseconds: ({ index }) => least + ((index * 7919) % 1000) * 0.001 * (most - least),
      prepared: recite,
    },
  })
}

/** Answers by what the prompt asks for, put together from sequences encoded once. */
function reciter(tokenizer: Tokenizer, dialect: Dialect): (order: SampleOrder) => Payload {
  const sequences = new Map<string, { readonly bytes: Uint8Array; readonly json: string }>()
  const sequenceOf = (name: string, text: () => string) => {
    const known = sequences.get(name)
    if (known) return known
    const tokens = Int32Array.from([...tokenizer.encode(text()), ...tokenizer.eosTokens.slice(0, 1)])
    const logprobs = new Float32Array(tokens.length).fill(-0.9)
    const made = {
      bytes: writeSampleResult([{ tokens, logprobs, stopReason: 'stop' }], null),
      json:
        dialect === 'skyrl'
          ? JSON.stringify({ stop_reason: 'stop', tokens: [...tokens], logprobs: [...logprobs] })
          : '',
    }
    sequences.set(name, made)
    return made
  }
  return ({ prompt, samples, index }) => {
    // What is asked stands at the beginning or the end; a document of a thousand tokens between is not looked at.
    const text = tokenizer.decode(prompt.subarray(0, 200)) + tokenizer.decode(prompt.subarray(-400))
    const parts = Array.from({ length: samples }, (_, j) => {
      const item = (index * samples + j) % POOL
      if (text.includes('what kind of exam question')) {
        const kind = KINDS[index % KINDS.length] as Kind
        return sequenceOf(`selection ${kind}`, () => selection(kind))
      }
      const [, number, asked] = ITEM.exec(text) ?? []
      if (number !== undefined)
        return sequenceOf(`answer ${asked} ${number} ${j % 8}`, () =>
          answer(asked as Kind, Number(number), j),
        )
      const type = /answer has the type (\w+)/.exec(text)?.[1]?.toLowerCase()
      const kind = KINDS.find((each) => each === type) ?? 'choice'
      return sequenceOf(`challenge ${kind} ${item}`, () => challenge(kind, item))
    })
    return {
      json: () => `{"sequences":[${parts.map(({ json }) => json).join()}],"prompt_logprobs":null}`,
      protobuf: () => Buffer.concat(parts.map(({ bytes }) => bytes)),
    }
  }
}
