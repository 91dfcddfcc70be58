import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parquet, pdf, readingsOf, workplace, zstd } from './fixtures/inputs.js'
import { openReader } from './index.js'
import { PeekedStream } from './standard-input.js'

const { put } = workplace()

const rows = Array.from({ length: 400 }, (_, i) => `{"text":"row ${i}"}${i % 9 ? '' : '\n{broken'}`).join(
  '\n',
)
const pages = Array.from({ length: 60 }, (_, i) =>
  Array.from({ length: 40 }, (_, n) => `Page ${i} line ${n} ${'x'.repeat(60)}`),
)

it.each<[string, string | Buffer]>([
  ['a.jsonl', rows],
  ['a.jsonl.zst', zstd(rows).subarray(0, -6)],
  ['a.json', `[${rows.split('\n').join(',\n')}`],
  ['a.csv', `text\n${rows.replaceAll('"', '')}\n"open`],
  ['a.txt', 'A paragraph.\n\n'.repeat(400_000)],
  [
    'a.parquet',
    parquet(
      { text: Array.from({ length: 400 }, (_, i) => (i % 5 ? `row ${i}` : null)) },
      { rowGroupSize: 90 },
    ),
  ],
  ['a.html', '<html><body><p>one</p></body></html>'],
  ['a.pdf', pdf(pages)],
  ['a.bin', Buffer.from([0, 1, 2])],
])('gives the same readings each time, less those that are skipped: %s', async (name, content) => {
  const file = { path: await put(name, content), name }
  const all = await readingsOf(file)
  expect(all.length).toBeGreaterThan(0)
  for (const skip of [0, 1, 2, 90, 123, all.length - 1, all.length, all.length + 1]) {
    if (skip >= 0) expect(await readingsOf(file, { skip }), `${skip}`).toEqual(all.slice(skip))
  }
})

it.each<[string, string | Buffer, string]>([
  ['words', 'just words', 'text'],
  ['rows.txt', '{"text":"a"}\n{"text":"b"}\n', 'text'],
  ['rows', '{"text":"a"}\n{"text":"b"}\n', 'jsonl'],
  ['rows.json', '{"text":"a"}\n{"text":"b"}\n', 'jsonl'],
  ['rows.json', '{\n"text":"a"}', 'json'],
  ['rows', '[{"text":"a"}]', 'json'],
  ['table', 'id,text\n1,x\n', 'csv'],
  ['table.md', 'id,text\n1,x\n', 'markdown'],
  ['page.txt', '\n<!-- saved --><!DOCTYPE html><p>x', 'html'],
  ['notes.md', '<p align="center">x</p>\n# y', 'markdown'],
  ['paper.jsonl', pdf([['x']]), 'pdf'],
  ['table.csv', parquet({ text: ['x'] }), 'parquet'],
])('knows %s by its content, then by its name', async (name, content, reader) => {
  expect(await openReader({ path: await put(name, content), name, bytes: undefined })).toMatchObject({
    name: reader,
  })
})

it('looks at a stream and then reads it whole', async () => {
  const stream = new PassThrough()
  const peeked = new PeekedStream(stream)
  stream.write('ab')
  stream.write('cd')
  const looked = peeked.peek()
  expect(String((await looked.next()).value)).toBe('abcd')
  stream.end('ef')
  let text = ''
  for await (const chunk of peeked.read()) text += chunk
  expect(text).toBe('abcdef')
})

it('reads standard input, packed or not, and ends by itself', async () => {
  const module = new URL('./index.ts', import.meta.url).href
  const code = `
    const { readFile } = await import(${JSON.stringify(module)})
    const file = { path: undefined, name: '-', bytes: undefined }
    for await (const { text, problem, place } of readFile(file, { textField: undefined, skip: 0, signal: undefined }))
      console.log(JSON.stringify([text ?? problem, place]))`
  const run = (input: string | Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', code],
        {
          cwd: fileURLToPath(new URL('../../..', import.meta.url)),
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      )
      let out = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      child.on('error', reject).on('exit', () => resolve(out))
      child.stdin.end(input)
    })
  expect(await run('{"text":"a"}\n{"text":"b"}\n')).toBe(
    '["a",{"file":"-","row":1}]\n["b",{"file":"-","row":2}]\n',
  )
  expect(await run(zstd('<html><body><p>page</p></body></html>'))).toBe('["page",{"file":"-"}]\n')
  expect(await run(pdf([['Words.']]))).toBe('["Words.",{"file":"-","pages":[1,1]}]\n')
})
