import { type Answer, type AnswerName, answers } from './answers.js'
import { MAX_ANSWER_BYTES } from './bounds.js'
import { parseJson } from './json-values.js'
import { decoding, protocolError } from './protocol-error.js'

/**
 * A JSON answer by its name.
 *
 * @throws TinkerError `protocol` for another shape, no JSON, or more than {@link MAX_ANSWER_BYTES}
 */
export function readAnswer<Name extends AnswerName>(which: Name, body: Uint8Array): Answer<Name> {
  return asAnswer(which, readJson(which, body))
}

/** A JSON body, for answers whose shape tells what they are; see {@link asAnswer} and {@link isAnswer}. */
export function readJson(what: string, body: Uint8Array): unknown {
  if (body.length > MAX_ANSWER_BYTES)
    throw protocolError(`answer "${what}": ${body.length} bytes, more than ${MAX_ANSWER_BYTES}`)
  return decoding(`answer "${what}"`, () => parseJson(body))
}

/** @throws TinkerError `protocol` */
export function asAnswer<Name extends AnswerName>(which: Name, value: unknown): Answer<Name> {
  const parsed = answers[which].safeParse(value)
  if (parsed.success) return parsed.data as Answer<Name>
  const issue = parsed.error.issues[0]
  throw protocolError(`answer "${which}": ${issue?.message} at ${issue?.path.join('.') || 'the top'}`)
}

export function isAnswer<Name extends AnswerName>(which: Name, value: unknown): Answer<Name> | undefined {
  const parsed = answers[which].safeParse(value)
  return parsed.success ? (parsed.data as Answer<Name>) : undefined
}
