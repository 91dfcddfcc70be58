import { ProtobufReader } from '../../protobuf/index.js'
import type { SampledSequence, SampleResult } from '../types.js'
import { MAX_SEQUENCES } from './bounds.js'
import { float32From, int32From } from './packed-arrays.js'
import { protocolError } from './protocol-error.js'

/** By the numbers of the schema's StopReason. */
const STOP_REASONS = ['stop', 'length'] as const

/** SampleResponse. */
export function decodeSampleProtobuf(body: Uint8Array): SampleResult {
  const sequences: SampledSequence[] = []
  let promptLogprobs: Float32Array | null = null
  const reader = new ProtobufReader(body)
  while (reader.next()) {
    if (reader.field === 1) {
      if (sequences.length === MAX_SEQUENCES)
        throw protocolError(`samples: more than ${MAX_SEQUENCES} sequences`)
      sequences.push(readSequence(reader.message(), sequences.length))
    } else if (reader.field === 2) promptLogprobs = floats(reader.content(), 'prompt_logprobs')
  }
  return { sequences, promptLogprobs }
}

function readSequence(reader: ProtobufReader, index: number): SampledSequence {
  let stop = 0
  let tokens: Int32Array = new Int32Array(0)
  let logprobs: Float32Array | null = null
  while (reader.next()) {
    if (reader.field === 1) stop = reader.integer()
    else if (reader.field === 2)
      tokens = int32From(wholeNumbers(reader.content(), `tokens of sequence ${index}`))
    else if (reader.field === 3) logprobs = floats(reader.content(), `logprobs of sequence ${index}`)
  }
  const stopReason = STOP_REASONS[stop]
  if (!stopReason) throw protocolError(`samples: stop reason ${stop} of sequence ${index}`)
  return { tokens, logprobs, stopReason }
}

/** Empty means none. */
function floats(bytes: Uint8Array, what: string): Float32Array | null {
  return bytes.length === 0 ? null : float32From(wholeNumbers(bytes, what))
}

function wholeNumbers(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes.length % 4 !== 0)
    throw protocolError(`samples: ${bytes.length} bytes of 32-bit numbers in ${what}`)
  return bytes
}
