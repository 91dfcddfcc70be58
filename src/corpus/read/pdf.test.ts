import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { pdf, workplace } from './fixtures/inputs.js'

const { read, tell } = workplace()

it('joins lines to paragraphs, divided words to words, over the end of a page', async () => {
  const first = [
    '^A title',
    '',
    'The first paragraph goes on over some lines and divi-',
    'des a word at the end of one of them, (really).',
    '',
    '',
    'A second one begins here and ends only',
  ]
  const second = ['on the page that follows. Then it is over.']
  expect(await read('a.pdf', pdf([first, second]))).toEqual([
    {
      text: '## A title\n\nThe first paragraph goes on over some lines and divides a word at the end of one of them, (really).\n\nA second one begins here and ends only on the page that follows. Then it is over.',
      format: 'markdown',
      place: { file: 'a.pdf', pages: [1, 2] },
    },
  ])
})

it('leaves out page numbers and running heads', async () => {
  const pages = Array.from({ length: 5 }, (_, i) => [
    `The Manual, chapter ${i}`,
    '',
    `Only this, said on page ${'abcde'[i]}, is text.`,
    '',
    `${i + 1}`,
  ])
  const [text] = await tell('a.pdf', pdf(pages))
  expect(text?.split('\n\n')).toEqual([...'abcde'].map((page) => `Only this, said on page ${page}, is text.`))
})

it('hands on many pages in parts, with their pages', async () => {
  const pages = Array.from({ length: 60 }, (_, i) =>
    Array.from(
      { length: 40 },
      (_, n) => `Page ${i + 1} line ${n} has words that are about as many as a line has.`,
    ),
  )
  const parts = await read('a.pdf', pdf(pages))
  expect(parts.length).toBeGreaterThan(1)
  expect(parts[0]?.place.pages?.[0]).toBe(1)
  parts
    .slice(1)
    .forEach((part, i) => expect(part.place.pages?.[0]).toBe((parts[i]?.place.pages?.[1] ?? 0) + 1))
  expect(parts.at(-1)?.place.pages?.[1]).toBe(60)
})

it('reads a packed PDF, and one under another name', async () => {
  expect(await tell('a.txt', gzipSync(pdf([['Some words.']])))).toEqual(['Some words.'])
})

it('says what it cannot read', async () => {
  expect(await tell('a.pdf', pdf([[]]))).toEqual(['! a PDF without text, as of scanned pages'])
  expect((await tell('a.pdf', '%PDF-1.7\nnothing of the kind'))[0]).toMatch(/^! a broken PDF/)
  const key = `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${'28'.repeat(32)}> /U <${'ab'.repeat(32)}> /P -4 >> /ID [<00><00>] `
  expect(await tell('a.pdf', pdf([['secret']], key))).toEqual(['! an encrypted PDF, which needs a password'])
})
