import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { workplace } from './fixtures/inputs.js'

const { read, tell } = workplace()

it('takes a text as it is, Markdown by its name, and knows both by no other', async () => {
  expect(await read('a.txt', '\ufeffOne.\r\n\r\nTwo.')).toEqual([
    { text: 'One.\r\n\r\nTwo.', format: 'plain', place: { file: 'a.txt', row: 1 } },
  ])
  expect((await read('a.md.gz', gzipSync('# H')))[0]).toMatchObject({ text: '# H', format: 'markdown' })
  expect((await read('README', 'words'))[0]).toMatchObject({ text: 'words', format: 'plain' })
})

it('hands a long text on in parts at empty lines, nothing lost, with their lines', async () => {
  const text = Array.from(
    { length: 60_000 },
    (_, i) => `Paragraph ${i} of a long text.\nIts second line.\n\n`,
  ).join('')
  const parts = await read('a.txt', text)
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.map((part) => part.text).join('')).toBe(text)
  const second = parts[1]
  expect(second?.text).toMatch(/^Paragraph/)
  const before = parts[0]?.text?.split('\n').length ?? 0
  expect(second?.place.row).toBe(before)
})

it('cuts a text without an empty line at a line end', async () => {
  const text = 'no empty line here\n'.repeat(1_000_000)
  const parts = await read('a.txt', text)
  expect(parts.length).toBeGreaterThan(1)
  expect(parts.map((part) => part.text).join('')).toBe(text)
  for (const part of parts) expect(part.text?.length).toBeLessThan(17 << 20)
})

it('repairs a trace of broken UTF-8 and counts it, and refuses more', async () => {
  const good = 'good words all along '.repeat(50)
  expect(
    await tell('a.txt', Buffer.concat([Buffer.from(good), Buffer.from([0xff]), Buffer.from(good)])),
  ).toEqual([`${good}\ufffd${good}`, '! 1 bytes of broken UTF-8 were replaced by U+FFFD'])
  expect(await tell('a.txt', Buffer.from('größer, schöner, kühner', 'latin1'))).toEqual([
    '1! not UTF-8 (17 % of the bytes are broken)',
  ])
})

it('reads UTF-16 that says so', async () => {
  const text = 'Grüße, 世界\n'
  expect(await tell('a.txt', Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual([text])
  expect(await tell('b.txt', Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toEqual([text])
  expect(await tell('a.jsonl', Buffer.from('\ufeff{"text":"é"}', 'utf16le'))).toEqual(['é'])
})
