import { SpiceError } from '../errors.js'

/** Bytes that are not a protocol-buffers message: cut off, overlong, or of another type than was asked for. */
export class ProtobufError extends SpiceError {
  constructor(message: string) {
    super('input', `protocol buffers: ${message}`)
    this.name = 'ProtobufError'
  }
}
