import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { workplace, zstd } from './fixtures/inputs.js'

const { read, tell } = workplace()

it('reads text, else orig_doc, else the field that is named, also by its path', async () => {
  const rows =
    '\ufeff{"text":"one"}\r\n\n{"orig_doc":"two","meta":{"body":"in","a.b":"x"}}\n  \n{"a.b":"dot"}'
  expect(await tell('a.jsonl', rows)).toEqual(['one', 'two', '5! no field "text" or "orig_doc"'])
  expect(await tell('a.jsonl', rows, { textField: 'meta.body' })).toEqual([
    '1! no field "meta.body"',
    'in',
    '5! no field "meta.body"',
  ])
  expect((await tell('a.jsonl', rows, { textField: 'a.b' }))[2]).toBe('dot')
})

it('tells where a row stands and that it is plain', async () => {
  expect(await read('a.jsonl', '\n{"text":"x"}')).toEqual([
    { text: 'x', format: 'plain', place: { file: 'a.jsonl', row: 2 } },
  ])
})

it('makes each broken row its own problem', async () => {
  const rows = [
    '{"text":',
    '[1]',
    '{"text":5}',
    '{"text":"nul \\u0000"}',
    '{"text":"\\ud800!"}',
    '"x"',
    '{"text":"ü"}',
  ]
  const bytes = Buffer.concat([Buffer.from(`${rows.join('\n')}\n{"text":"`), Buffer.from([0xff, 34, 125])])
  expect(await tell('a.jsonl', bytes)).toEqual([
    '1! broken JSON',
    '2! not a JSON object',
    '3! field "text" is no string',
    '4! a NUL byte in the text',
    '\ufffd!',
    '6! not a JSON object',
    'ü',
    '8! not UTF-8',
  ])
})

it('reads an array of rows, objects over several lines, and rows without lines between', async () => {
  const rows = [{ text: 'a "q" \\ ]' }, { text: 'b', list: [1, [2]] }, { text: 'c\n' }]
  const expected = ['a "q" \\ ]', 'b', 'c\n']
  expect(await tell('a.json', JSON.stringify(rows))).toEqual(expected)
  expect(await tell('b.json', JSON.stringify(rows, null, 2))).toEqual(expected)
  expect(await tell('c.json', rows.map((row) => JSON.stringify(row, null, 1)).join('\n'))).toEqual(expected)
  expect(await tell('d.json', rows.map((row) => JSON.stringify(row)).join(''))).toEqual(expected)
  expect(await tell('e.jsonl', JSON.stringify(rows))).toEqual(expected)
  expect(await tell('f.json', '[]')).toEqual([])
})

it('reads a long array over the bounds of chunks', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => ({ text: `${i} \\" ${'x"\\'.repeat(i % 400)}` }))
  expect(await tell('a.json', JSON.stringify(rows))).toEqual(rows.map(({ text }) => text))
})

it('says where an array breaks off', async () => {
  expect(await tell('a.json', '[{"text":"a"},{"text":"b')).toEqual([
    'a',
    '2! the JSON breaks off within this row',
  ])
  expect(await tell('a.json', '[{"text":"a"}')).toEqual(['a', '2! the JSON array has no end'])
  expect(await tell('a.json', '[{"text":"a"}]{"text":"b"}')).toEqual([
    'a',
    '2! more after the end of the JSON array',
  ])
  expect(await tell('a.json', '[{"text":"a"},3,{text:1},]')).toEqual([
    'a',
    '2! not a JSON object',
    '3! broken JSON',
  ])
})

const many = Array.from({ length: 5000 }, (_, i) => `row ${i} ${'häufig '.repeat(i % 60)}`)
const lines = (texts: string[]): string => texts.map((text) => `${JSON.stringify({ text })}\n`).join('')

it('unpacks gzip and zstd, member after member, whatever the name says', async () => {
  const [a, b] = [lines(many.slice(0, 2500)), lines(many.slice(2500))]
  expect(await tell('a.jsonl.gz', Buffer.concat([gzipSync(a), gzipSync(b)]))).toEqual(many)
  expect(await tell('a.jsonl', gzipSync(a + b))).toEqual(many)
  expect(await tell('a.jsonl.zst', Buffer.concat([zstd(a), zstd(b, '-19', '--no-check'), zstd('')]))).toEqual(
    many,
  )
  const skippable = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  expect(await tell('b.jsonl.zst', Buffer.concat([skippable, zstd('{"text":"x"}', '-1')]))).toEqual(['x'])
  expect(await tell('c.jsonl.zst', zstd(lines(['z'.repeat(3_000_000)])))).toEqual(['z'.repeat(3_000_000)])
})

it('leaves what follows a gzip archive without meaning', async () => {
  expect(await tell('a.jsonl.gz', Buffer.concat([gzipSync('{"text":"x"}'), Buffer.alloc(512)]))).toEqual([
    'x',
  ])
})
