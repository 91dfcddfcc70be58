import { BYTE_LETTERS } from './byte-letters.js'

const BYTE_OF: ReadonlyMap<string, number> = new Map(BYTE_LETTERS.map((letter, byte) => [letter, byte]))

export interface ByteLevelVocabulary {
  /** How the vocabulary writes a token; undefined where there is none. */
  readonly spelling: (id: number) => string | undefined
  /** Tokens that are text of their own and not bytes. */
  readonly addedTokens: ReadonlySet<string>
}

/** Ids beyond are looked up each time: nobody's vocabulary is so large, and a table of them would be. */
const MAX_KNOWN_ID = 2 ** 22
const NOT_ASCII = 0x80808080

/**
 * Decodes byte-level tokens as the library does, many times faster: the bytes of the tokens one after another, four at a
 * time, read as UTF-8 once. (A piece of a character next to a whole one is U+FFFD whether they are decoded together or
 * apart.)
 */
export function byteLevelDecoder({
  spelling,
  addedTokens,
}: ByteLevelVocabulary): (tokens: ArrayLike<number>) => string {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
  /** Bytes of the tokens seen so far, filled up to four; and by id where they begin there, and how many they are. */
  const words: number[] = []
  const starts: number[] = []
  const sizes: number[] = []
  let room = Buffer.alloc(0)
  let view = new DataView(room.buffer)

  const lookUp = (id: number): Uint8Array => {
    const token = spelling(id)
    if (token === undefined) return new Uint8Array(0)
    if (addedTokens.has(token)) return new TextEncoder().encode(token)
    return Uint8Array.from(token, (letter) => BYTE_OF.get(letter) ?? 0)
  }
  const learn = (id: number, bytes: Uint8Array): void => {
    const filled = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
    filled.set(bytes)
    starts[id] = words.length
    sizes[id] = bytes.length
    words.push(...new Int32Array(filled.buffer))
  }
  /** Words are written whole, so up to three bytes beyond the last token's. */
  const makeRoom = (bytes: number): void => {
    if (bytes + 4 <= room.length) return
    const grown = Buffer.allocUnsafeSlow(2 * bytes + 1024)
    room.copy(grown)
    room = grown
    view = new DataView(room.buffer, room.byteOffset, room.length)
  }

  return (tokens) => {
    let length = 0
    let bits = 0
    for (let t = 0; t < tokens.length; t++) {
      const id = tokens[t] as number
      let size = sizes[id]
      if (size === undefined) {
        const bytes = lookUp(id)
        if (!(id >= 0 && id < MAX_KNOWN_ID)) {
          makeRoom(length + bytes.length)
          room.set(bytes, length)
          length += bytes.length
          bits |= NOT_ASCII
          continue
        }
        learn(id, bytes)
        size = bytes.length
      }
      makeRoom(length + size)
      let at = starts[id] as number
      for (let written = 0; written < size; written += 4) {
        const word = words[at++] as number
        bits |= word
        view.setInt32(length + written, word, true)
      }
      length += size
    }
    return (bits & NOT_ASCII) === 0
      ? room.toString('latin1', 0, length)
      : utf8.decode(room.subarray(0, length))
  }
}
