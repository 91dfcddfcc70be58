import { randomStream } from '../random/index.js'
import type { Document, TaskRequest } from '../words.js'
import type { Game } from './game.js'
import { generate } from './generate.js'
import type { Voice } from './voices.js'

export interface Selection {
  readonly document: Document
  readonly request: TaskRequest
  readonly selectorText: string | null
  readonly selectorFallback: boolean
}

/**
 * What each document's Challenger is asked for (section 3.1). `selector` asks the model, once per document, and is not
 * trained; a text that can't be read, or that asks for a type which `answerTypes` leaves out, falls back to the seeded
 * coin. The other settings toss the coin themselves.
 */
export async function select(
  game: Game,
  iteration: number,
  documents: readonly Document[],
  challenger: Voice,
): Promise<Selection[]> {
  const { config } = game
  const { roles } = challenger
  if (config.formats !== 'selector')
    return documents.map((document, d) => ({
      document,
      request: coin(game, iteration, d),
      selectorText: null,
      selectorFallback: false,
    }))
  const texts = await generate(game, {
    voice: challenger,
    prompts: documents.map((document) => roles.selectorPrompt(document)),
    n: 1,
    maxTokens: config.maxSelectorTokens,
    phase: 'select',
    iteration,
    purpose: 'selector',
    indices: documents.map((_, d) => d),
  })
  return documents.map((document, d) => {
    const selectorText = texts[d]?.[0]?.text ?? ''
    const asked = allowed(game, roles.parseSelector(selectorText))
    return {
      document,
      request: asked ?? coin(game, iteration, d),
      selectorText,
      selectorFallback: asked === null,
    }
  })
}

function allowed({ config }: Game, request: TaskRequest | null): TaskRequest | null {
  return request?.format === 'free-form' && !config.answerTypes.includes(request.answerType) ? null : request
}

/** Format and answer type by chance, each uniform among what `formats` and `answerTypes` allow. */
function coin({ config }: Game, iteration: number, d: number): TaskRequest {
  // Streams below this offset belong to the selector's generations.
  const stream = randomStream({ seed: config.seed, iteration, purpose: 'selector', index: 0x80000000 + d })
  const heads = stream.integer(2) === 0
  const answerType = config.answerTypes[stream.integer(config.answerTypes.length)] ?? 'string'
  if (config.formats === 'mcq' || (config.formats !== 'free-form' && heads))
    return { format: 'mcq', answerType: 'choice' }
  return { format: 'free-form', answerType }
}
