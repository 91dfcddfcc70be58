/** The kind of UTF-16 that a byte order mark names. */
export function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
}

/** Text of some Windows programs as UTF-8; other bytes pass unchanged. Lone surrogates become U+FFFD. */
export async function* utf16ToUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let first = true
  for await (const chunk of chunks) {
    if (first) {
      const kind = utf16Of(chunk)
      if (kind) decoder = new TextDecoder(kind)
      first = false
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8') : chunk
  }
  if (decoder) yield Buffer.from(decoder.decode(), 'utf8')
}
