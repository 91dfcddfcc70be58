export { ProtobufWriter } from './protobuf-writer.js'
