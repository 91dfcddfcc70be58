import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { archiveError } from './archive-error.js'
import type { ArchiveLimits } from './archive-limits.js'

const FREE_EXPANSION = 256 * 2 ** 20
/** Headers, padding and the blocks of zeros at the end, beside the files. */
const PER_ENTRY = 4096

/** The bytes of the tar file: as they come or, by their first two, through gzip. Throws where they grow out of bounds. */
export async function* unpackedBytes(
  packed: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): AsyncGenerator<Uint8Array> {
  const weights = { packed: 0, unpacked: 0 }
  const iterator = weighed(packed, weights)[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.length < 2) {
    const { value, done } = await iterator.next()
    if (done) break
    head = Buffer.concat([head, value])
  }
  const whole = chain(head, iterator)
  const maxBytes = limits.maxBytes + limits.maxEntries * PER_ENTRY
  for await (const chunk of head[0] === 0x1f && head[1] === 0x8b ? gunzipped(whole) : whole) {
    weights.unpacked += chunk.length
    if (
      weights.unpacked > maxBytes ||
      weights.unpacked > FREE_EXPANSION + weights.packed * limits.maxExpansion
    )
      throw archiveError(`${weights.packed} bytes expand to more than ${weights.unpacked}; stopped there`)
    yield chunk
  }
}

async function* weighed(
  packed: AsyncIterable<Uint8Array>,
  weights: { packed: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of packed) {
    weights.packed += chunk.length
    yield chunk
  }
}

async function* chain(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    for (;;) {
      const { value, done } = await rest.next()
      if (done) return
      yield value
    }
  } finally {
    await rest.return?.()
  }
}

/** An error on either side ends both: the stream is what the error comes out of. */
function gunzipped(packed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 2 ** 18 })
  pipeline(Readable.from(packed, { objectMode: false }), gunzip, () => {})
  return gunzip
}
