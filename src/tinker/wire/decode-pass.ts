import type { PassResult } from '../types.js'
import { decodePassJson } from './decode-pass-json.js'
import { decodePassProtobuf } from './decode-pass-protobuf.js'
import { decoding, protocolError } from './protocol-error.js'
import { isProtobuf } from './wire-body.js'

/**
 * The result of forward or forward_backward.
 *
 * @param lengths tokens of each datum that was sent, in order
 * @throws TinkerError `protocol` for anything but one log-probability per token of each datum
 */
export function decodePass(body: Uint8Array, contentType: string, lengths: readonly number[]): PassResult {
  const result = decoding('result of a pass', () =>
    isProtobuf(contentType) ? decodePassProtobuf(body) : decodePassJson(body),
  )
  if (result.logprobs.length !== lengths.length)
    throw protocolError(
      `result of a pass: ${result.logprobs.length} datums for ${lengths.length} that were sent`,
    )
  for (const [index, length] of lengths.entries()) {
    const got = (result.logprobs[index] as Float32Array).length
    if (got !== length)
      throw protocolError(`result of a pass: ${got} logprobs for the ${length} tokens of datum ${index}`)
  }
  return result
}
