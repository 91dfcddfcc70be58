/** What a game asked of its engine, to be asked again without a game. */
import type { AdamParams, Datum, Engine, Loss, SamplingParams, TokenIds } from '../../src/engines/engine.js'
import type { Completion } from '../../src/words.js'

type Call =
  | { readonly kind: 'sampler' }
  | { readonly kind: 'sample'; readonly prompts: readonly TokenIds[]; readonly params: SamplingParams }
  | { readonly kind: 'forward'; readonly batch: readonly Datum[] }
  | { readonly kind: 'forwardBackward'; readonly batch: readonly Datum[]; readonly loss: Loss }
  | { readonly kind: 'optimStep'; readonly params: AdamParams }

export interface CallLog {
  readonly calls: readonly Call[]
  readonly tokens: number
  /** Of what was drawn: tokens, log-probabilities and prompts at 4 bytes a number, texts at a byte a letter. */
  readonly rolloutBytes: number
}

const LETTERS_PER_TOKEN = 5.6

/** `take` gives what was drawn since the last one, and the calls if they were to be kept, which takes memory. */
export function listenTo(engine: Engine): {
  readonly engine: Engine
  take(next?: { keepCalls: boolean }): CallLog
} {
  let calls: Call[] = []
  let keep = false
  const note = (call: Call) => {
    if (keep) calls.push(call)
  }
  let tokens = 0
  let rolloutBytes = 0
  const count = (prompts: readonly TokenIds[], completions: readonly Completion[][]) => {
    const drawn = completions.flat().reduce((total, completion) => total + completion.tokens.length, 0)
    tokens += drawn
    rolloutBytes +=
      drawn * (8 + LETTERS_PER_TOKEN) + 4 * prompts.reduce((total, prompt) => total + prompt.length, 0)
  }
  const listening: Engine = {
    tokenizer: engine.tokenizer,
    capabilities: engine.capabilities,
    sampler: async () => {
      note({ kind: 'sampler' })
      const inner = await engine.sampler()
      return {
        sample: async (prompts, params, options) => {
          note({ kind: 'sample', prompts, params })
          const completions = await inner.sample(prompts, params, options)
          count(prompts, completions)
          return completions
        },
      }
    },
    forward: (batch) => {
      note({ kind: 'forward', batch })
      return engine.forward(batch)
    },
    forwardBackward: (batch, loss) => {
      note({ kind: 'forwardBackward', batch, loss })
      return engine.forwardBackward(batch, loss)
    },
    optimStep: (params) => {
      note({ kind: 'optimStep', params })
      return engine.optimStep(params)
    },
    save: (directory) => engine.save(directory),
    load: (directory) => engine.load(directory),
    exportWeights: (directory) => engine.exportWeights(directory),
    close: () => engine.close(),
  }
  return {
    engine: listening,
    take: ({ keepCalls } = { keepCalls: false }) => {
      keep = keepCalls
      const log = { calls, tokens, rolloutBytes }
      calls = []
      tokens = 0
      rolloutBytes = 0
      return log
    },
  }
}

/** The same calls in the same order, each awaited. */
export async function repeatCalls(engine: Engine, { calls }: CallLog): Promise<void> {
  let sampler = await engine.sampler()
  for (const call of calls) {
    if (call.kind === 'sampler') sampler = await engine.sampler()
    else if (call.kind === 'sample') await sampler.sample(call.prompts, call.params)
    else if (call.kind === 'forward') await engine.forward(call.batch)
    else if (call.kind === 'forwardBackward') await engine.forwardBackward(call.batch, call.loss)
    else await engine.optimStep(call.params)
  }
}
