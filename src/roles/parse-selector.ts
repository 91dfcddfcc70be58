import { ANSWER_TYPES, type AnswerType, type TaskRequest } from '../words.js'
import { lastObject, parseLooseJson } from './last-object.js'

/** What the selector's text asks for; null if it can't be read (the caller falls back, and counts it). */
export function parseSelector(text: string, reads: 'type-token' | 'json'): TaskRequest | null {
  return reads === 'json' ? fromObject(text) : fromTypeToken(text)
}

function fromTypeToken(text: string): TaskRequest | null {
  const word = /^\s*<([a-z]{1,16})>/.exec(text)?.[1]
  return word === undefined ? null : requestFor(word)
}

function fromObject(text: string): TaskRequest | null {
  const source = lastObject(text)
  const object = source === null ? undefined : parseLooseJson(source)
  if (typeof object !== 'object' || object === null) return null
  const {
    suitable_for_mcq: mcq,
    suitable_for_free_form: freeForm,
    best_answer_type: type,
  } = object as Record<string, unknown>
  if (typeof mcq !== 'boolean' || mcq === freeForm) return null
  if (mcq) return requestFor('mcq')
  return freeForm === true && typeof type === 'string' ? requestFor(type.trim().toLowerCase()) : null
}

function requestFor(word: string): TaskRequest | null {
  if (word === 'mcq') return { format: 'mcq', answerType: 'choice' }
  return ANSWER_TYPES.includes(word as AnswerType)
    ? { format: 'free-form', answerType: word as AnswerType }
    : null
}
