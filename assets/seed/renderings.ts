import type { RandomStream } from '../../src/random/index.js'
import type { Challenge, Request } from './challenges.js'
import { type Exercise, workOf } from './exercises.js'

/** A stretch of text and the weight of its tokens in the loss. */
export type Span = readonly [text: string, weight: number]

/** Share of worked answers where there is something to work out. */
export const WORKED_SHARE = 0.83
const TEXT = 0.3
const QUESTION = 0.1

/** The compact templates as training text. */
export function documentSpans(text: string): Span[] {
  return [
    ['<doc>', 0],
    [` ${text}`, TEXT],
  ]
}

/** `text` is empty where the Challenger has no document. */
export function selectorSpans(text: string, request: Request): Span[] {
  return [...documentPart(text), ['<select>', 0], [`<${request}><eos>`, 1]]
}

export function challengerSpans(text: string, challenge: Challenge): Span[] {
  return [
    ...documentPart(text),
    [`<${challenge.request}>`, 0],
    [` ${challenge.question}<a> ${challenge.gold}<eos>`, 1],
  ]
}

/** What a Challenger writes if the document doesn't support the requested type. */
export function abstentionSpans(text: string, request: Request): Span[] {
  return [...documentPart(text), [`<${request}>`, 0], ['<a><eos>', 1]]
}

export function reasonerSpans(rng: RandomStream, exercise: Exercise): Span[] {
  return [['<q>', 0], ...answered(exercise, rng.uniform() < WORKED_SHARE)]
}

/** Open book: what the document states is copied, what follows from it is worked out as a Reasoner does. */
export function auditorSpans(rng: RandomStream, text: string, exercise: Exercise, stated: boolean): Span[] {
  const copied = stated && exercise.options.length === 0
  return [...documentPart(text), ['<q>', 0], ...answered(exercise, !copied && rng.uniform() < WORKED_SHARE)]
}

function documentPart(text: string): Span[] {
  return text === ''
    ? [['<doc>', 0]]
    : [
        ['<doc>', 0],
        [` ${text}`, 0],
      ]
}

function answered(exercise: Exercise, worked: boolean): Span[] {
  return [
    [` ${exercise.question}`, QUESTION],
    ['<a>', 0],
    [`${(worked && workOf(exercise)) || ''}<ans> ${exercise.gold}<eos>`, 1],
  ]
}
