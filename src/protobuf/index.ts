export { ProtobufError } from './protobuf-error.js'
export { ProtobufReader } from './protobuf-reader.js'
export { ProtobufWriter } from './protobuf-writer.js'
