import type { SampleResult } from '../types.js'
import { decodeSampleJson } from './decode-sample-json.js'
import { decodeSampleProtobuf } from './decode-sample-protobuf.js'
import { decoding, protocolError } from './protocol-error.js'
import { isProtobuf } from './wire-body.js'

/**
 * The result of asample.
 *
 * @param promptTokens length of the prompt that was sent
 * @param samples how many sequences were asked for
 * @throws TinkerError `protocol` for another number of sequences, or of logprobs, than was asked for
 */
export function decodeSample(
  body: Uint8Array,
  contentType: string,
  promptTokens: number,
  samples: number,
): SampleResult {
  const result = decoding('samples', () =>
    isProtobuf(contentType) ? decodeSampleProtobuf(body) : decodeSampleJson(body),
  )
  if (result.sequences.length !== samples)
    throw protocolError(`samples: ${result.sequences.length} sequences for ${samples} that were asked for`)
  for (const [index, { tokens, logprobs }] of result.sequences.entries())
    if (logprobs && logprobs.length !== tokens.length)
      throw protocolError(
        `samples: ${logprobs.length} logprobs for the ${tokens.length} tokens of sequence ${index}`,
      )
  return { sequences: result.sequences, promptLogprobs: ofWholePrompt(result.promptLogprobs, promptTokens) }
}

/** Some servers leave the first token out, for which there is no probability. */
function ofWholePrompt(logprobs: Float32Array | null, promptTokens: number): Float32Array | null {
  if (!logprobs || logprobs.length === promptTokens) return logprobs
  if (logprobs.length !== promptTokens - 1)
    throw protocolError(`samples: ${logprobs.length} logprobs for a prompt of ${promptTokens} tokens`)
  const whole = new Float32Array(promptTokens)
  whole[0] = Number.NaN
  whole.set(logprobs, 1)
  return whole
}
