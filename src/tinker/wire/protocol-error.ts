import { ProtobufError } from '../../protobuf/index.js'
import { TinkerError } from '../tinker-error.js'

/** An answer that isn't what the API promises. */
export function protocolError(message: string, cause?: unknown): TinkerError {
  return new TinkerError('protocol', message, {
    hint: 'the server speaks another version of the Tinker API, or something between it and us changed its answer',
    cause,
  })
}

/** Runs `decode`; what the bytes do wrong becomes a TinkerError `protocol` that names `what`. */
export function decoding<T>(what: string, decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (error instanceof ProtobufError || error instanceof SyntaxError)
      throw protocolError(`${what}: ${error.message}`, error)
    throw error
  }
}
