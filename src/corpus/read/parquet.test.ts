import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, it } from 'vitest'
import { parquet, readingsOf, told, workplace } from './fixtures/inputs.js'

const { read, tell, put } = workplace()

const texts = Array.from({ length: 2500 }, (_, i) =>
  i % 97 === 5 ? null : `row ${i} größer ${'x'.repeat(i % 50)}`,
)
const expected = texts.map((text, i) => text ?? `${i + 1}! no text (null)`)

it('reads a column row group by row group, however it is packed', async () => {
  for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'BROTLI'] as const) {
    let bytes: Buffer
    try {
      bytes = parquet({ id: texts.map((_, i) => `${i}`), text: texts }, { codec, rowGroupSize: 700 })
    } catch {
      // The writer knows fewer than the reader.
      continue
    }
    expect(await tell('a.parquet', bytes), codec).toEqual(expected)
  }
})

it('reads repeated texts out of the dictionary', async () => {
  const repeated = Array.from({ length: 3000 }, (_, i) => `text number ${i % 7}`)
  expect(await tell('a.parquet', parquet({ text: repeated }))).toEqual(repeated)
})

it('knows Parquet under another name, the column by its name, and the row', async () => {
  const bytes = parquet({ body: ['a', 'b'], n: ['1', '2'] })
  expect(await read('a.jsonl', bytes, { textField: 'body' })).toEqual([
    { text: 'a', format: 'plain', place: { file: 'a.jsonl', row: 1 } },
    { text: 'b', format: 'plain', place: { file: 'a.jsonl', row: 2 } },
  ])
  expect(await tell('a.parquet', bytes)).toEqual(['! no column "text" or "orig_doc"; there are "body", "n"'])
})

it('reads a column within a structure', async () => {
  const bytes = Buffer.from(
    parquetWriteBuffer({
      schema: [
        { name: 'root', num_children: 1 },
        { name: 'meta', repetition_type: 'OPTIONAL', num_children: 2 },
        { name: 'body', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'n', type: 'INT32', repetition_type: 'OPTIONAL' },
      ],
      columnData: [{ name: 'meta', data: [{ body: 'one', n: 1 }, { n: 2 }, null, { body: 'four' }] }],
    }),
  )
  expect(await tell('a.parquet', bytes, { textField: 'meta.body' })).toEqual([
    'one',
    '2! no text (null)',
    '3! no text (null)',
    'four',
  ])
  expect(await tell('a.parquet', bytes, { textField: 'meta.n' })).toEqual([
    '! column "meta.n" is no text (INT32)',
  ])
})

it('says that a file is cut off, or lies about where its parts are', async () => {
  const bytes = parquet({ text: ['a'.repeat(5000), 'b'] })
  expect(await tell('a.parquet', bytes.subarray(0, bytes.length - 9))).toEqual([
    '! a truncated Parquet file (no footer)',
  ])
  const lying = Buffer.from(bytes)
  lying.writeUInt32LE(0x7fffffff, lying.length - 8)
  expect(await tell('a.parquet', lying)).toEqual([`! broken Parquet (a footer of ${0x7fffffff} bytes)`])
  expect(await tell('a.parquet', Buffer.concat([Buffer.from('PAR1'), bytes.subarray(2000)]))).toHaveLength(1)
})

it('skips rows within and over row groups', async () => {
  const path = await put('a.parquet', parquet({ text: texts }, { rowGroupSize: 700 }))
  const all = (await readingsOf({ path, name: 'x' })).map(told)
  for (const skip of [1, 700, 1399, 2499, 2500]) {
    expect((await readingsOf({ path, name: 'x' }, { skip })).map(told)).toEqual(all.slice(skip))
  }
})
