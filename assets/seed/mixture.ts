import type { Datum } from '../../src/engines/engine.js'
import { type RandomStream, randomStream } from '../../src/random/index.js'
import type { Tokenizer } from '../../src/tokenizer/index.js'
import { drawChallenge, drawRequest, REQUESTS, supportedRequests } from './challenges.js'
import { choiceDrill } from './choice-drill.js'
import { copyDrill } from './copy-drill.js'
import { drawExercise, LEVEL_SHARES } from './exercises.js'
import { drawInventedDocument } from './invented.js'
import {
  abstentionSpans,
  auditorSpans,
  challengerSpans,
  documentSpans,
  reasonerSpans,
  type Span,
  STYLES,
  type Style,
  selectorSpans,
} from './renderings.js'
import { pick, weighted } from './world/draw.js'
import { drawGeneralDocument, drawMathDocument } from './world/index.js'

export const COMPONENTS = [
  'copy',
  'choice',
  'math',
  'general',
  'challenger',
  'selector',
  'auditor',
  'no-document',
  'document',
] as const
export type Component = (typeof COMPONENTS)[number]

export interface PretrainingBatch {
  /** Weights sum to 1. Data about one document stand together and begin with the same unweighted tokens. */
  readonly data: readonly Datum[]
  /** What each datum is. */
  readonly components: readonly Component[]
  /** Tokens computed: shared beginnings count once. */
  readonly tokens: number
}

type Draw = 'copy' | 'choice' | 'exercise' | 'visit' | 'no-document' | 'document'

/** Steps that are mostly copy drills: measured to be what makes copying emerge. */
const DRILL_STEPS = 400

/** From here on letters are drilled, and texts have the spaces and weights of the later stream (see plan.ts). */
const CHOICE_DRILLS_FROM = 3500

/** Shares of the computed tokens. */
function sharesAt(step: number): Record<Draw, number> {
  const copy = step < DRILL_STEPS ? 0.7 : Math.max(0.03, 0.25 - (step - DRILL_STEPS) / 2000)
  const since = step - CHOICE_DRILLS_FROM
  const choice = since < 0 ? 0 : Math.max(0.04, Math.min(0.6, 0.6 - (since - 750) / 1000))
  if (step >= LAST_FROM)
    return { copy: 0.02, choice: 0.01, exercise: 0.3, visit: 0.6, 'no-document': 0.02, document: 0.05 }
  if (step >= READING_FROM)
    return { copy: 0.05, choice: 0.02, exercise: 0.36, visit: 0.46, 'no-document': 0.02, document: 0.09 }
  if (step >= NARROW_FROM)
    return { copy: 0.1, choice, exercise: 0.42, visit: 0.31, 'no-document': 0.02, document: 0.11 }
  const rest = 1 - copy - choice
  return {
    copy,
    choice,
    exercise: 0.52 * rest,
    visit: 0.36 * rest,
    'no-document': 0.03 * rest,
    document: 0.09 * rest,
  }
}

/** A Challenger could not find the letter of what it read either (chance, 1,000 steps into the drills). */
const SPELLED_FROM = 4750

/** A Challenger mixed up facts whose digits agree: copy drills with a narrow alphabet, and more of them. */
const NARROW_FROM = 5750

/** It also answered from memory what stood in the document (invented.ts). */
const INVENTED_FROM = 7000

/** The Challenger is what the game depends on: more documents, and choices requested no more often than other types. */
const READING_FROM = 8500

/** While the learning rate is low, what is learned is kept: still more documents, and of the world's own kind. */
const LAST_FROM = 11_250

function styleAt(step: number): Style {
  if (step < CHOICE_DRILLS_FROM) return STYLES.first
  if (step < SPELLED_FROM) return STYLES.spaced
  if (step < NARROW_FROM) return STYLES.spelled
  if (step < INVENTED_FROM) return STYLES.narrow
  if (step < READING_FROM) return STYLES.invented
  return step < LAST_FROM ? STYLES.reading : STYLES.last
}

interface Piece {
  readonly component: Component
  readonly tokens: readonly number[]
  readonly weights: readonly number[]
  /** Leading tokens that the piece before it already paid for. */
  readonly shared: number
}

/** The pretraining batch of a step: a pure function of tokenizer, seed and step. */
export function pretrainingBatch(
  tokenizer: Tokenizer,
  { seed, step, batchTokens }: { seed: number; step: number; batchTokens: number },
): PretrainingBatch {
  const rng = randomStream({ seed, iteration: step, purpose: 'pretraining', index: 0 })
  const encoder = cachingEncoder(tokenizer)
  const style = styleAt(step)
  const shares = Object.entries(sharesAt(step)) as [Draw, number][]
  const used: Record<Draw, number> = {
    copy: 0,
    choice: 0,
    exercise: 0,
    visit: 0,
    'no-document': 0,
    document: 0,
  }
  const pieces: Piece[] = []
  for (let total = 0; total < batchTokens; ) {
    // Whatever is furthest behind its share comes next.
    const behind = shares.map(([draw, share]) => share * (total + 100) - used[draw])
    const [draw] = shares[behind.indexOf(Math.max(...behind))] as [Draw, number]
    const drawn = DRAWS[draw](rng, encoder, style)
    const cost = drawn.reduce((sum, { tokens, shared }) => sum + tokens.length - shared, 0)
    used[draw] += cost
    total += cost
    pieces.push(...drawn)
  }
  const weight = pieces.reduce((sum, { weights }) => sum + weights.reduce((a, b) => a + b, 0), 0)
  return {
    data: pieces.map(({ tokens, weights }) => ({
      tokens: Int32Array.from(tokens),
      weights: Float32Array.from(weights, (w) => w / weight),
    })),
    components: pieces.map(({ component }) => component),
    tokens: Object.values(used).reduce((a, b) => a + b, 0),
  }
}

type Encoder = Pick<Tokenizer, 'encode' | 'vocabulary'>

/** Spans end where pieces of the tokenizer do, and a document's text comes back many times in a batch. */
function cachingEncoder(tokenizer: Tokenizer): Encoder {
  const known = new Map<string, Int32Array>()
  return {
    vocabulary: tokenizer.vocabulary,
    encode: (text) => {
      const tokens = known.get(text) ?? tokenizer.encode(text)
      known.set(text, tokens)
      return tokens
    },
  }
}

const DRAWS: Record<Draw, (rng: RandomStream, encoder: Encoder, style: Style) => Piece[]> = {
  copy: (rng, encoder, style) => [
    { component: 'copy', ...copyDrill(rng, encoder.vocabulary, style), shared: 0 },
  ],
  choice: (rng, encoder, style) => [piece(encoder, 'choice', choiceDrill(rng, style.spelled))],
  exercise: (rng, encoder, style) => {
    const area = rng.uniform() < 0.6 ? 'math' : 'general'
    const level = area === 'math' ? 1 + weighted(rng, LEVEL_SHARES) : undefined
    return [piece(encoder, area, reasonerSpans(rng, style, drawExercise(rng, area, 'pretraining', level)))]
  },
  visit: visitDocument,
  'no-document': (rng, encoder, style) => {
    const document = drawAskedDocument(rng)
    const request = drawRequest(rng, document, style.choiceWish)
    const challenge = drawChallenge(rng, document, request)
    const asked = rng.integer(6) > 0 && challenge !== null
    return [
      piece(
        encoder,
        'no-document',
        asked ? challengerSpans(style, '', challenge) : selectorSpans('', request),
      ),
    ]
  },
  document: (rng, encoder, style) => {
    const document = rng.integer(5) > 0 ? drawGeneralDocument(rng) : drawMathDocument(rng, 'pretraining')
    return [piece(encoder, 'document', documentSpans(style, document.text))]
  },
}

/** A document that may be asked about: only facts and entities that the pretraining split may ask about. */
function drawAskedDocument(rng: RandomStream) {
  return rng.integer(2) ? drawMathDocument(rng, 'pretraining') : drawGeneralDocument(rng, 'pretraining')
}

/** One document with all that is asked of a Challenger, a selector and an open-book reader about it. */
function visitDocument(rng: RandomStream, encoder: Encoder, style: Style): Piece[] {
  const document =
    style.inventedShare > 0 && rng.uniform() < style.inventedShare
      ? drawInventedDocument(rng)
      : drawAskedDocument(rng)
  const { text } = document
  const pieces: Piece[] = []
  const shared = encoder.encode(` ${text}`).length + 1
  const push = (component: Component, spans: Span[]) =>
    pieces.push({ ...piece(encoder, component, spans), shared: pieces.length === 0 ? 0 : shared })
  const supported = supportedRequests(document)
  const posed = new Set<string>()
  for (let i = 0; i < (style.inventedShare > 0 ? 5 : 6); i++) {
    const request = drawRequest(rng, document)
    const challenge = drawChallenge(rng, document, request)
    if (challenge === null || (style.inventedShare > 0 && posed.has(challenge.question))) continue
    posed.add(challenge.question)
    push('challenger', challengerSpans(style, text, challenge))
    if (i < 2)
      push('auditor', auditorSpans(rng, style, text, challenge, isStated(text, challenge.fact.phrase)))
  }
  if (rng.integer(4) === 0) {
    const elsewhere = drawExercise(rng, document.area, 'pretraining')
    push('auditor', auditorSpans(rng, style, text, elsewhere, false))
  }
  for (let i = 0; i < 2; i++)
    push('selector', selectorSpans(text, drawRequest(rng, document, style.choiceWish)))
  const unsupported = REQUESTS.filter((request) => !supported.includes(request))
  if (rng.integer(5) === 0 && unsupported.length > 0)
    push('challenger', abstentionSpans(text, pick(rng, unsupported)))
  return pieces
}

function isStated(text: string, phrase: string): boolean {
  return text.includes(`${phrase} is `)
}

function piece(encoder: Encoder, component: Component, spans: readonly Span[]): Piece {
  const tokens: number[] = []
  const weights: number[] = []
  for (const [text, weight] of spans) {
    for (const token of encoder.encode(text)) {
      tokens.push(token)
      weights.push(weight)
    }
  }
  return { component, tokens, weights, shared: 0 }
}
