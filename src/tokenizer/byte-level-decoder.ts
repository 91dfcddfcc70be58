/** The printable characters that stand for the 256 bytes in byte-level vocabularies (GPT-2's), and back. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  (() => {
    let next = 256
    return Array.from({ length: 256 }, (_, byte): [string, number] => {
      const printable = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
      return [String.fromCharCode(printable ? byte : next++), byte]
    })
  })(),
)

export interface ByteLevelVocabulary {
  /** How the vocabulary writes a token; undefined where there is none. */
  readonly spelling: (id: number) => string | undefined
  /** Tokens that are text of their own and not bytes. */
  readonly addedTokens: ReadonlySet<string>
}

/** Ids beyond are looked up each time: nobody's vocabulary is so large, and a table of them would be. */
const MAX_KNOWN_ID = 2 ** 22
/** A string of some tokens' bytes is begun in as much memory. */
const BYTES_PER_TOKEN = 8

/**
 * Decodes byte-level tokens as the library does, many times faster: the bytes of the tokens one after another, read as UTF-8
 * once. (A piece of a character next to a whole one is U+FFFD whether they are decoded together or apart.)
 */
export function byteLevelDecoder({
  spelling,
  addedTokens,
}: ByteLevelVocabulary): (tokens: ArrayLike<number>) => string {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
  const known: (Uint8Array | undefined)[] = []
  let buffer = Buffer.allocUnsafeSlow(1024)

  const lookUp = (id: number): Uint8Array => {
    const token = spelling(id)
    const bytes =
      token === undefined
        ? new Uint8Array(0)
        : addedTokens.has(token)
          ? new TextEncoder().encode(token)
          : Uint8Array.from(token, (letter) => BYTE_OF.get(letter) ?? 0)
    if (id >= 0 && id < MAX_KNOWN_ID) known[id] = bytes
    return bytes
  }

  return (tokens) => {
    let length = 0
    /** All bits of all bytes. */
    let bits = 0
    for (let t = 0; t < tokens.length; t++) {
      const id = tokens[t] as number
      const bytes = known[id] ?? lookUp(id)
      if (length + bytes.length > buffer.length) {
        const room = Math.max(length + bytes.length, 2 * buffer.length, BYTES_PER_TOKEN * tokens.length)
        const grown = Buffer.allocUnsafeSlow(room)
        buffer.copy(grown, 0, 0, length)
        buffer = grown
      }
      for (let b = 0; b < bytes.length; b++) {
        const byte = bytes[b] as number
        bits |= byte
        buffer[length++] = byte
      }
    }
    return bits < 0x80 ? buffer.toString('latin1', 0, length) : utf8.decode(buffer.subarray(0, length))
  }
}
