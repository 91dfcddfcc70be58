import { ProtobufWriter } from '../../protobuf/index.js'
import { TinkerError } from '../tinker-error.js'
import type { TinkerDatum, TinkerLoss, WireFormat } from '../types.js'
import { int64Bytes, rawBytes } from './packed-arrays.js'
import { JSON_TYPE, PROTOBUF_TYPE, type WireBody } from './wire-body.js'

/** One request of forward or forward_backward. */
export interface PassRequest {
  readonly modelId: string
  /** From 1, consecutive per model. */
  readonly seqId: number
  readonly data: readonly TinkerDatum[]
  readonly loss: TinkerLoss
  readonly lossConfig?: Readonly<Record<string, number>> | undefined
  readonly forwardOnly: boolean
}

const FLOAT32 = 1
const INT64 = 2

/**
 * The body of `POST forward_backward`, or, for JSON with `forwardOnly`, of `POST forward` (protobuf has one path for both).
 *
 * @throws TinkerError `rejected` for a loss input that is not as long as the tokens, or not finite
 */
export function encodePass(request: PassRequest, format: WireFormat): WireBody {
  for (const [index, datum] of request.data.entries()) checkDatum(datum, index)
  return format === 'protobuf'
    ? { contentType: PROTOBUF_TYPE, body: encodeProtobuf(request) }
    : { contentType: JSON_TYPE, body: encodeJson(request) }
}

function encodeProtobuf(request: PassRequest): Uint8Array {
  const out = new ProtobufWriter(roomFor(request.data))
    .bytesField(1, request.modelId)
    .integer(2, request.seqId)
  for (const { tokens, lossInputs } of request.data)
    out.message(3, (datum) => {
      datum.message(1, (chunk) => chunk.message(1, (text) => text.bytesField(1, rawBytes(tokens))))
      for (const [name, values] of Object.entries(lossInputs))
        datum.message(2, (entry) => {
          entry.bytesField(1, name)
          entry.message(2, (tensor) => {
            const floats = values instanceof Float32Array
            tensor.bytesField(1, floats ? rawBytes(values) : int64Bytes(values))
            tensor.integer(3, floats ? FLOAT32 : INT64).packedIntegers(4, [values.length])
          })
        })
    })
  out.bytesField(4, request.loss)
  const config = Object.entries(request.lossConfig ?? {})
  for (const [name, value] of config) out.message(5, (entry) => entry.bytesField(1, name).double(2, value))
  if (request.forwardOnly) out.integer(6, 1)
  // The same again in the form that newer servers prefer; older ones skip a field they don't know.
  for (const [name, value] of config)
    out.message(7, (entry) => entry.bytesField(1, name).message(2, (number) => number.double(1, value)))
  return out.finish()
}

/** A token has 4 bytes and its target 8; the rest is float32 and some words. */
function roomFor(data: readonly TinkerDatum[]): number {
  return data.reduce(
    (sum, { tokens, lossInputs }) => sum + tokens.length * (8 + 4 * Object.keys(lossInputs).length) + 256,
    1024,
  )
}

function encodeJson(request: PassRequest): Uint8Array {
  const parts: string[] = []
  for (const { tokens, lossInputs } of request.data) {
    const inputs = Object.entries(lossInputs).map(([name, values]) => {
      const dtype = values instanceof Float32Array ? 'float32' : 'int64'
      return `${JSON.stringify(name)}:{"data":[${values.join()}],"dtype":"${dtype}","shape":[${values.length}]}`
    })
    parts.push(
      `{"model_input":{"chunks":[{"type":"encoded_text","tokens":[${tokens.join()}]}]},"loss_fn_inputs":{${inputs.join()}}}`,
    )
  }
  const { modelId, seqId, loss, lossConfig, forwardOnly } = request
  const head = JSON.stringify({ model_id: modelId, seq_id: seqId }).slice(0, -1)
  const config = lossConfig ? `"loss_fn_config":${JSON.stringify(lossConfig)},` : ''
  const key = forwardOnly ? 'forward_input' : 'forward_backward_input'
  return new TextEncoder().encode(`${head},"${key}":{"loss_fn":"${loss}",${config}"data":[${parts.join()}]}}`)
}

/**
 * One bad datum fails every request that the server happens to batch with it, and NaN would spoil the weights.
 *
 * @throws TinkerError `rejected`
 */
export function checkDatum({ tokens, lossInputs }: TinkerDatum, index: number): void {
  for (const [name, values] of Object.entries(lossInputs)) {
    if (values.length !== tokens.length)
      throw new TinkerError(
        'rejected',
        `datum ${index}: ${values.length} numbers in "${name}" for ${tokens.length} tokens`,
      )
    const bad = values instanceof Float32Array ? firstNotFinite(values) : -1
    if (bad >= 0)
      throw new TinkerError('rejected', `datum ${index}: "${name}" is ${values[bad]} at position ${bad}`)
  }
}

function firstNotFinite(values: Float32Array): number {
  for (let index = 0; index < values.length; index++) if (!Number.isFinite(values[index])) return index
  return -1
}
