import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { workplace } from './fixtures/inputs.js'

const { read, tell } = workplace()

it('reads the column by its header: quotes, newlines within cells, marks, any end of line', async () => {
  const table = '\ufeffid,text\r\n1,"a, ""b""\r\nc"\r\n2,plain\r\n\r\n3,\r\n'
  expect(await tell('a.csv', table)).toEqual(['a, "b"\r\nc', 'plain', ''])
  expect(await tell('a.csv', 'orig_doc;n\nx;1\n')).toEqual(['x'])
  expect(await tell('a.tsv', 'n\ttext\n1\tit is 5" wide, really\n')).toEqual(['it is 5" wide, really'])
  expect(await tell('a.csv', 'n,body\n1,x\n', { textField: 'body' })).toEqual(['x'])
  expect((await read('a.csv.gz', gzipSync(table)))[1]).toEqual({
    text: 'plain',
    format: 'plain',
    place: { file: 'a.csv.gz', row: 3 },
  })
})

it('names the columns there are', async () => {
  expect(await tell('a.csv', 'id,body\n1,x\n')).toEqual([
    '! no column "text" or "orig_doc"; there are "id", "body"',
  ])
})

it('makes rows of too few cells, broken UTF-8 and NUL their own problems', async () => {
  const rows = [Buffer.from('n,text\n1\n2,ok\n3,'), Buffer.from([0xff]), Buffer.from('\n4,a\u0000\n5,yes')]
  expect(await tell('a.csv', Buffer.concat(rows))).toEqual([
    '2! 1 cells, too few for the column',
    'ok',
    '4! not UTF-8',
    '5! a NUL byte in the text',
    'yes',
  ])
})

it('tells the row from which a quote is open, and keeps those before', async () => {
  expect(await tell('a.csv', 'n,text\n1,fine\n2,"open\n3,x\n')).toEqual([
    'fine',
    '3! a quote that is not closed; the rest cannot be read',
  ])
})

it('bounds a row that an open quote makes endless', async () => {
  const told = await tell('a.csv', `n,text\n1,fine\n2,"${'x,y\n'.repeat(5_000_000)}`)
  expect(told).toEqual([
    'fine',
    '3! longer than 16 MiB, as after a quote that is not closed; the rest cannot be read',
  ])
})

it('reads many rows over the bounds of chunks', async () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => `${i} "${'word, '.repeat(i % 30)}"\n`)
  const rows = texts.map((text, i) => `${i},"${text.replaceAll('"', '""')}"`)
  expect(await tell('a.csv', `id,text\n${rows.join('\n')}`)).toEqual(texts)
})
