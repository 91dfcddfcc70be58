import { ProtobufWriter } from '../../../protobuf/index.js'
import type { Attribute, ElementType, Graph, GraphPort } from './graph.js'

/** Field numbers and codes below are those of onnx.proto (IR version 10). */
const IR_VERSION = 10
const OPSET = 21
const ELEMENT_CODES: Record<ElementType, number> = { float32: 1, int64: 7, bool: 9 }
const ATTRIBUTE_CODES = { float: 1, int: 2, string: 3, ints: 7 } as const

/** Serialises a graph as an ONNX ModelProto, ready for `InferenceSession.create`. */
export function encodeModel(graph: Graph): Uint8Array {
  return new ProtobufWriter()
    .integer(1, IR_VERSION)
    .bytesField(2, 'spice')
    .bytesField(7, encodeGraph(graph))
    .bytesField(8, new ProtobufWriter().bytesField(1, '').integer(2, OPSET))
    .bytesField(8, new ProtobufWriter().bytesField(1, 'com.microsoft').integer(2, 1))
    .finish()
}

function encodeGraph(graph: Graph): ProtobufWriter {
  const out = new ProtobufWriter()
  for (const node of graph.nodes) {
    const message = new ProtobufWriter()
    for (const input of node.inputs) message.bytesField(1, input)
    for (const output of node.outputs) message.bytesField(2, output)
    message.bytesField(3, node.outputs[0] ?? node.operator).bytesField(4, node.operator)
    for (const [name, attribute] of Object.entries(node.attributes))
      message.bytesField(5, encodeAttribute(name, attribute))
    if (node.domain) message.bytesField(7, node.domain)
    out.bytesField(1, message)
  }
  out.bytesField(2, 'main')
  for (const constant of graph.constants) {
    const message = new ProtobufWriter()
    for (const dimension of constant.shape) message.integer(1, dimension)
    const { buffer, byteOffset, byteLength } = constant.data
    message
      .integer(2, ELEMENT_CODES[constant.type])
      .bytesField(8, constant.name)
      .bytesField(9, new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength))
    out.bytesField(5, message)
  }
  for (const port of graph.inputs) out.bytesField(11, encodePort(port))
  for (const port of graph.outputs) out.bytesField(12, encodePort(port))
  return out
}

function encodePort(port: GraphPort): ProtobufWriter {
  const shape = new ProtobufWriter()
  for (let axis = 0; axis < port.rank; axis++)
    shape.bytesField(1, new ProtobufWriter().bytesField(2, `${port.name}.${axis}`))
  const tensor = new ProtobufWriter().integer(1, ELEMENT_CODES[port.type]).bytesField(2, shape)
  return new ProtobufWriter()
    .bytesField(1, port.name)
    .bytesField(2, new ProtobufWriter().bytesField(1, tensor))
}

function encodeAttribute(name: string, attribute: Attribute): ProtobufWriter {
  const message = new ProtobufWriter().bytesField(1, name)
  if (typeof attribute === 'number') return message.float(2, attribute).integer(20, ATTRIBUTE_CODES.float)
  if (typeof attribute === 'string')
    return message.bytesField(4, attribute).integer(20, ATTRIBUTE_CODES.string)
  if ('int' in attribute) return message.integer(3, attribute.int).integer(20, ATTRIBUTE_CODES.int)
  for (const integer of attribute) message.integer(8, integer)
  return message.integer(20, ATTRIBUTE_CODES.ints)
}
