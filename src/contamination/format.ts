import { SpiceError } from '../errors.js'
import { gramSize } from './grams.js'
import { type HashedItem, type HashedSet, isSetName, MAX_WORDS, MIN_WORDS } from './items.js'

/**
 * `contamination-index` version 1, little endian:
 *
 *   8 bytes   "spicecon"
 *   u32       version, 1
 *   u32       number of sets, then for each:
 *     u16 + bytes   name, UTF-8
 *     u32           items that were too short
 *     u32           items, then for each:
 *       8 bytes       hash of the item
 *       u16           its words W; gram size g = 3 below 32 words, else 5
 *       (W - g + 1) x 5 bytes   hashes of its grams, in order
 *
 * No text is in it. It is no secret either: who can guess an item's words can see that they are there.
 */
const MAGIC = 'spicecon'
const VERSION = 1
const MAX_BYTES = 1024 * 1024 * 1024
const MAX_SETS = 10_000
const MAX_ITEMS = 10_000_000
const GRAM_BYTES = 5

export function encodeContamination(sets: readonly HashedSet[]): Buffer {
  const parts: Buffer[] = [Buffer.from(MAGIC, 'latin1'), u32(VERSION), u32(sets.length)]
  for (const { name, tooShort, items } of sets) {
    const bytes = Buffer.from(name, 'utf8')
    parts.push(u16(bytes.length), bytes, u32(tooShort), u32(items.length))
    for (const { hash, words, low, high } of items) {
      const part = Buffer.alloc(10 + low.length * GRAM_BYTES)
      part.write(hash, 0, 8, 'hex')
      part.writeUInt16LE(words, 8)
      for (let at = 0; at < low.length; at++) {
        part.writeInt32LE(low[at] as number, 10 + at * GRAM_BYTES)
        part.writeUInt8(high[at] as number, 14 + at * GRAM_BYTES)
      }
      parts.push(part)
    }
  }
  return Buffer.concat(parts)
}

/** Throws SpiceError('input') that names `path` on anything but a whole, sound index. Memory follows its length. */
export function decodeContamination(bytes: Uint8Array, path: string): HashedSet[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const broken = (what: string): SpiceError =>
    new SpiceError('input', `contamination index ${path}: ${what}`, {
      hint: 'build it again: spice corpus contamination build --set name=file',
    })
  let offset = 0
  const take = (length: number): number => {
    const from = offset
    if (from + length > data.length) throw broken(`ends at byte ${data.length}, in the middle of a set`)
    offset += length
    return from
  }
  if (data.length > MAX_BYTES) throw broken(`has ${data.length} bytes, above ${MAX_BYTES}`)
  if (data.length < 16 || data.toString('latin1', 0, 8) !== MAGIC) throw broken('is no contamination index')
  take(8)
  const version = data.readUInt32LE(take(4))
  if (version !== VERSION) throw broken(`has version ${version}; this program reads ${VERSION}`)
  const count = data.readUInt32LE(take(4))
  if (count > MAX_SETS) throw broken(`says it has ${count} sets, above ${MAX_SETS}`)
  let total = 0
  const sets: HashedSet[] = []
  for (let s = 0; s < count; s++) {
    const nameLength = data.readUInt16LE(take(2))
    const nameAt = take(nameLength)
    const name = data.toString('utf8', nameAt, nameAt + nameLength)
    if (!isSetName(name)) throw broken(`has a set called ${JSON.stringify(name.slice(0, 200))}`)
    const tooShort = data.readUInt32LE(take(4))
    const itemCount = data.readUInt32LE(take(4))
    total += itemCount
    if (total > MAX_ITEMS) throw broken(`says it has more than ${MAX_ITEMS} items`)
    const items: HashedItem[] = []
    for (let i = 0; i < itemCount; i++) {
      const at = take(10)
      const words = data.readUInt16LE(at + 8)
      if (words < MIN_WORDS || words > MAX_WORDS) throw broken(`set "${name}" has an item of ${words} words`)
      const grams = words - gramSize(words) + 1
      const from = take(grams * GRAM_BYTES)
      const low = new Int32Array(grams)
      const high = new Uint8Array(grams)
      for (let g = 0; g < grams; g++) {
        low[g] = data.readInt32LE(from + g * GRAM_BYTES)
        high[g] = data[from + g * GRAM_BYTES + 4] as number
      }
      items.push({ hash: data.toString('hex', at, at + 8), words, low, high })
    }
    sets.push({ name, items, tooShort })
  }
  if (offset !== data.length) throw broken(`has ${data.length - offset} bytes after its end`)
  return sets
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
