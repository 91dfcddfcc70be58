import type { SampledSequence, SampleResult } from '../types.js'
import { floatsOf, int32sOf, isRecord, parseJson } from './json-values.js'
import { protocolError } from './protocol-error.js'

export function decodeSampleJson(body: Uint8Array): SampleResult {
  const answer = parseJson(body)
  if (!isRecord(answer) || !Array.isArray(answer.sequences))
    throw protocolError('samples: no list "sequences"')
  const promptLogprobs = answer.prompt_logprobs
  return {
    sequences: answer.sequences.map(sequenceOf),
    promptLogprobs: isAbsent(promptLogprobs) ? null : floatsOf(promptLogprobs, 'prompt_logprobs'),
  }
}

function sequenceOf(value: unknown, index: number): SampledSequence {
  if (!isRecord(value)) throw protocolError(`samples: sequence ${index} is not an object`)
  const { stop_reason: stopReason, tokens, logprobs } = value
  if (stopReason !== 'stop' && stopReason !== 'length')
    throw protocolError(
      `samples: stop reason ${JSON.stringify(stopReason)?.slice(0, 40)} of sequence ${index}`,
    )
  return {
    tokens: int32sOf(tokens, `tokens of sequence ${index}`),
    logprobs: isAbsent(logprobs) ? null : floatsOf(logprobs, `logprobs of sequence ${index}`),
    stopReason,
  }
}

/** As on the other wire, where an empty array can't be told from none. */
function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}
