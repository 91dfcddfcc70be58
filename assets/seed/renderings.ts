import type { RandomStream } from '../../src/random/index.js'
import type { Challenge, Request } from './challenges.js'
import { type Exercise, workOf } from './exercises.js'

/** A stretch of text and the weight of its tokens in the loss. */
export type Span = readonly [text: string, weight: number]

/** Share of worked answers where there is something to work out. */
export const WORKED_SHARE = 0.83
const QUESTION = 0.1

export interface Style {
  /** Weight of a plain document's tokens. */
  readonly text: number
  /** Work that begins with a word begins with a space: then the word has the tokens that it has elsewhere. */
  readonly spaced: boolean
  /** Where there are options, the work ends with the answer's text, and a Challenger gives the text as its key. */
  readonly spelled: boolean
  /** Copy drills mostly use few different tokens. */
  readonly narrow: boolean
  /** Share of asked documents about things that don't exist. */
  readonly inventedShare: number
  /** How often a selector asks for a choice, as against 1 for other types. */
  readonly choiceWish: number
}

const FIRST: Style = {
  text: 0.3,
  spaced: false,
  spelled: false,
  narrow: false,
  inventedShare: 0,
  choiceWish: 1.6,
}
const SPACED: Style = { ...FIRST, text: 0.6, spaced: true }
const SPELLED: Style = { ...SPACED, spelled: true }
const NARROW: Style = { ...SPELLED, narrow: true }
const INVENTED: Style = { ...NARROW, inventedShare: 0.45 }
const READING: Style = { ...INVENTED, choiceWish: 0.8 }
const LAST: Style = { ...READING, inventedShare: 0.2 }

/** In the order in which the pretraining came to them; the last is how the bundled model speaks. */
export const STYLES = {
  first: FIRST,
  spaced: SPACED,
  spelled: SPELLED,
  narrow: NARROW,
  invented: INVENTED,
  reading: READING,
  last: LAST,
} as const

/** The compact templates as training text. */
export function documentSpans(style: Style, text: string): Span[] {
  return [
    ['<doc>', 0],
    [` ${text}`, style.text],
  ]
}

/** `text` is empty where the Challenger has no document. */
export function selectorSpans(text: string, request: Request): Span[] {
  return [...documentPart(text), ['<select>', 0], [`<${request}><eos>`, 1]]
}

export function challengerSpans(style: Style, text: string, challenge: Challenge): Span[] {
  const key = style.spelled ? challenge.fact.answer : challenge.gold
  return [...documentPart(text), [`<${challenge.request}>`, 0], [` ${challenge.question}<a> ${key}<eos>`, 1]]
}

/** What a Challenger writes if the document doesn't support the requested type. */
export function abstentionSpans(text: string, request: Request): Span[] {
  return [...documentPart(text), [`<${request}>`, 0], ['<a><eos>', 1]]
}

export function reasonerSpans(rng: RandomStream, style: Style, exercise: Exercise): Span[] {
  return [['<q>', 0], ...answered(style, exercise, rng.uniform() < WORKED_SHARE)]
}

/** Open book: what the document states is copied, what follows from it is worked out as a Reasoner does. */
export function auditorSpans(
  rng: RandomStream,
  style: Style,
  text: string,
  exercise: Exercise,
  stated: boolean,
): Span[] {
  const copied = stated && exercise.options.length === 0
  return [
    ...documentPart(text),
    ['<q>', 0],
    ...answered(style, exercise, !copied && rng.uniform() < WORKED_SHARE),
  ]
}

function documentPart(text: string): Span[] {
  return text === ''
    ? [['<doc>', 0]]
    : [
        ['<doc>', 0],
        [` ${text}`, 0],
      ]
}

function answered(style: Style, exercise: Exercise, worked: boolean): Span[] {
  const choice = style.spelled && exercise.options.length > 0
  const work = choice ? spelledWork(exercise) : (worked && workOf(exercise)) || ''
  const space = style.spaced && /^[a-z]/.test(work) ? ' ' : ''
  return [
    [` ${exercise.question}`, QUESTION],
    ['<a>', 0],
    [`${space}${work}<ans> ${exercise.gold}<eos>`, 1],
  ]
}

/** A letter can be found only by a text that stands there: the chain, then the answer unless the chain ends with it. */
function spelledWork({ fact }: Exercise): string {
  if (fact.work === null) return fact.answer
  if (fact.work.endsWith(`=${fact.answer}`)) return fact.work
  return `${fact.work},${/^[a-z]/.test(fact.answer) ? ' ' : ''}${fact.answer}`
}
