import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../../../errors.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'
import type { Tensor } from './tensor.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'))
})
afterAll(() => rm(folder, { recursive: true }))

const tensor = (shape: number[], numbers: number[]): Tensor => ({ shape, data: Float32Array.from(numbers) })

/** Compared as bytes: a NaN equals itself, -0 is not 0. */
const bytesOf = (data: Float32Array | undefined) => new Uint8Array(Float32Array.from(data ?? []).buffer)

/** A file as any other program might have written it. */
async function rawFile(
  name: string,
  header: unknown,
  data: Uint8Array,
  headerBytes?: number,
): Promise<string> {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes ?? json.length), true)
  bytes.set(json, 8)
  bytes.set(data, 8 + json.length)
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

const entry = (shape: unknown, offsets: unknown, dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: offsets,
})

describe('writeSafetensors', () => {
  it('writes sorted names, a header padded to 8 bytes and little-endian numbers', async () => {
    const path = join(folder, 'plain.safetensors')
    await writeSafetensors(
      path,
      new Map([
        ['b', tensor([], [2])],
        ['a', tensor([1, 2], [1, -0.5])],
      ]),
    )
    const bytes = await readFile(path)
    const headerBytes = Number(bytes.readBigUInt64LE(0))
    expect(headerBytes % 8).toBe(0)
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes)) as object
    expect(Object.entries(header)).toEqual([
      ['__metadata__', { format: 'pt' }],
      ['a', entry([1, 2], [0, 8])],
      ['b', entry([], [8, 12])],
    ])
    expect(bytes.subarray(8 + headerBytes).toString('hex')).toBe('0000803f000000bf00000040')
  })

  it('gives the same bytes whatever the order of the map, and their hash', async () => {
    const tensors: [string, Tensor][] = [
      ['x', tensor([2], [1, 2])],
      ['y', tensor([1], [3])],
    ]
    const one = await writeSafetensors(join(folder, 'one'), new Map(tensors))
    const two = await writeSafetensors(join(folder, 'two'), new Map(tensors.toReversed()))
    expect(two).toEqual(one)
    expect(await readFile(join(folder, 'one'))).toEqual(await readFile(join(folder, 'two')))
  })

  it('leaves the old file and no rest when writing fails', async () => {
    const path = join(folder, 'kept.safetensors')
    await writeSafetensors(path, new Map([['x', tensor([1], [7])]]))
    await expect(writeSafetensors(path, new Map([['x', tensor([2], [7])]]))).rejects.toThrow(/tensor x/)
    expect((await readSafetensors(path)).get('x')?.data).toEqual(Float32Array.of(7))
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('brings back every f32 bit, empty tensors included', async () => {
    const path = join(folder, 'law.safetensors')
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__'),
          fc.float32Array({ maxLength: 9 }),
        ),
        async (record) => {
          const tensors = new Map(
            Object.entries(record).map(([name, data]) => [name, { shape: [data.length], data }] as const),
          )
          await writeSafetensors(path, tensors)
          const back = await readSafetensors(path)
          expect(new Set(back.keys())).toEqual(new Set(tensors.keys()))
          for (const [name, { data }] of tensors) {
            expect(bytesOf(back.get(name)?.data)).toEqual(bytesOf(data))
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each(['bf16', 'f16'] as const)('keeps what %s can hold exactly', async (dtype) => {
    const path = join(folder, `${dtype}.safetensors`)
    const numbers = [0, -0, 1, -1.5, 0.0078125, 240, Number.POSITIVE_INFINITY, Number.NaN]
    await writeSafetensors(path, new Map([['x', tensor([8], numbers)]]), { dtype })
    expect((await readSafetensors(path)).get('x')?.data).toEqual(Float32Array.from(numbers))
  })
})

describe('readSafetensors', () => {
  const eight = new Uint8Array(8)
  it.each<[string, unknown, RegExp, number?]>([
    ['an unknown type', { w: entry([8], [0, 8], 'I8') }, /tensor w has type "I8", expected F32, F16 or BF16/],
    ['a size that does not fit the shape', { w: entry([3], [0, 8]) }, /tensor w .*needs 12 bytes.*span 8/],
    ['a product too large to be exact', { w: entry([1e9, 1e9], [0, 8]) }, /tensor w/],
    ['a negative size', { w: entry([-2], [0, 8]) }, /tensor w has shape \[-2\]/],
    ['offsets that are no pair', { w: entry([2], [0]) }, /tensor w has data_offsets \[0\]/],
    [
      'offsets beyond the end',
      { w: entry([4], [0, 16]) },
      /truncated: expected 16 bytes of tensor data, found 8/,
    ],
    ['overlap', { v: entry([2], [0, 8]), w: entry([1], [4, 8]) }, /tensor w overlaps/],
    ['a gap', { w: entry([1], [4, 8]) }, /tensor w leaves a gap/],
    ['bytes that belong to nothing', { w: entry([1], [0, 4]) }, /longer than its header says/],
    ['a description that is no object', { w: 3 }, /tensor w has no description/],
    ['a header that is no object', '[]', /not a JSON object/],
    ['a header that is no JSON', '{"w"', /not JSON/],
    [
      'a header longer than the file',
      { w: entry([2], [0, 8]) },
      /header is said to take 4000000 bytes/,
      4_000_000,
    ],
  ])('refuses %s', async (_, header, message, headerBytes) => {
    const path = await rawFile('hostile.safetensors', header, eight, headerBytes)
    const error = await readSafetensors(path).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(SpiceError)
    expect((error as SpiceError).code).toBe('model')
    expect((error as SpiceError).message).toMatch(message)
    expect((error as SpiceError).message).toContain(path)
  })

  it('refuses every truncation of a good file', async () => {
    const good = join(folder, 'good.safetensors')
    await writeSafetensors(good, new Map([['w', tensor([2, 2], [1, 2, 3, 4])]]))
    const bytes = await readFile(good)
    const cut = join(folder, 'cut.safetensors')
    for (let length = 0; length < bytes.length; length += 5) {
      await writeFile(cut, bytes.subarray(0, length))
      await expect(readSafetensors(cut), `${length} bytes`).rejects.toThrow(SpiceError)
    }
  })

  it('names a file that is not there', async () => {
    await expect(readSafetensors(join(folder, 'none'))).rejects.toThrow(/none: cannot be opened \(ENOENT\)/)
  })
})
