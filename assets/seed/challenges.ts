import type { RandomStream } from '../../src/random/index.js'
import { ANSWER_TYPES, type AnswerType } from '../../src/words.js'
import { asChoice, asFreeForm, type Exercise } from './exercises.js'
import { pick, weighted } from './world/draw.js'
import type { WorldDocument } from './world/index.js'

/** What can be requested of a Challenger: the type tokens of the compact templates. */
export const REQUESTS = ['mcq', ...ANSWER_TYPES] as const
export type Request = (typeof REQUESTS)[number]

/** A Challenger that asks what is easy, now and then what is hard: it can climb. By level 1 to 4. */
const LEVEL_WISH = [1, 0.4, 0.2, 0.1]

/** How often a type is asked for where the document supports it. */
const REQUEST_WISH: Record<Request, number> = {
  mcq: 1.6,
  integer: 1,
  float: 1,
  expression: 1,
  string: 1,
  boolean: 0.7,
  list: 0.8,
}

export interface Challenge extends Exercise {
  readonly request: Request
}

/** The requests that a document can serve: every type of its facts, and choices unless all facts are true or false. */
export function supportedRequests(document: WorldDocument): Request[] {
  const types = new Set<AnswerType>(document.facts.map(({ type }) => type))
  const choice = document.facts.some(({ type }) => type !== 'boolean')
  return REQUESTS.filter((request) => (request === 'mcq' ? choice : types.has(request)))
}

/** A request that suits the document. */
export function drawRequest(
  rng: RandomStream,
  document: WorldDocument,
  choiceWish = REQUEST_WISH.mcq,
): Request {
  const supported = supportedRequests(document)
  return supported[
    weighted(
      rng,
      supported.map((request) => (request === 'mcq' ? choiceWish : REQUEST_WISH[request])),
    )
  ] as Request
}

/** A question of the requested type about the document, mostly about its easier facts; null if it supports none. */
export function drawChallenge(
  rng: RandomStream,
  document: WorldDocument,
  request: Request,
): Challenge | null {
  const facts = document.facts.filter(({ type }) =>
    request === 'mcq' ? type !== 'boolean' : type === request,
  )
  if (facts.length === 0) return null
  // As many trues as falses, whatever the document makes easier.
  const truth = pick(rng, ['true', 'false'])
  const even = request === 'boolean' ? facts.filter(({ answer }) => answer === truth) : []
  const asked = even.length > 0 ? even : facts
  const wishes = asked.map(({ level }) => LEVEL_WISH[level - 1] as number)
  const fact = asked[weighted(rng, wishes)] as (typeof facts)[number]
  const exercise = request === 'mcq' ? asChoice(rng, fact) : asFreeForm(fact)
  return exercise && { ...exercise, request }
}
