import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { FakeHub } from '../hub/fixtures/fake-hub.js'
import { buildCorpus } from './build.js'
import type { Corpus } from './corpus.js'
import { findDocument } from './find-document.js'
import { byteTokenizer } from './fixtures/byte-tokenizer.js'
import { type CorpusOptions, openCorpus } from './open-corpus.js'

const root = mkdtempSync(join(tmpdir(), 'spice-open-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const numbered = (name: string, count: number): string => {
  const path = join(root, `${name}.jsonl`)
  writeFileSync(path, Array.from({ length: count }, (_, i) => `{"text":"${name} ${i}"}`).join('\n'))
  return path
}
const load = (options: Partial<CorpusOptions>): Promise<Corpus> =>
  openCorpus({ paths: 'bundled', documentTokens: 100, tokenizer: byteTokenizer, ...options })
const firstWords = (corpus: Corpus, count: number): string[] =>
  corpus.sample(count, { seed: 1, iteration: 2 }).map(({ text }) => text.split(' ')[0] as string)

let math: string
let web: string
const built = join(root, 'built')
beforeAll(async () => {
  math = numbered('math', 50)
  web = numbered('web', 200)
  await buildCorpus({
    folder: built,
    sources: [
      { paths: [math], weight: 3, name: 'm' },
      { paths: [web], name: 'w' },
    ],
    documentTokens: 100,
    tokenizer: byteTokenizer,
  })
})

it('mixes sources by weight, half and half unless told otherwise', async () => {
  const sources = [{ paths: [math] }, { paths: [web] }]
  const half = await load({ sources })
  expect(half.size).toBe(250)
  expect(firstWords(half, 20).filter((word) => word === 'math')).toHaveLength(10)
  const weighted = await load({ sources: [{ paths: [math], weight: 3 }, { paths: [web] }] })
  expect(firstWords(weighted, 20).filter((word) => word === 'math')).toHaveLength(15)
  expect(weighted.hash).not.toBe(half.hash)
})

it('opens an index folder with its own weights, and gives the samples of its sources', async () => {
  const folder = await load({ paths: [built] })
  const raw = await load({ sources: [{ paths: [math], weight: 3 }, { paths: [web] }] })
  expect(folder.hash).toBe(raw.hash)
  expect(folder.sample(40, { seed: 1, iteration: 2 })).toEqual(raw.sample(40, { seed: 1, iteration: 2 }))
  folder.close()
})

it('mixes index folders with other sources: each part shares the weight of its source', async () => {
  const notes = numbered('notes', 30)
  const corpus = await load({ sources: [{ paths: [notes] }, { paths: [built] }] })
  expect(corpus.parts.map(({ name, size }) => [name, size])).toEqual([
    [notes, 30],
    ['m', 50],
    ['w', 200],
  ])
  const words = firstWords(corpus, 16)
  const count = (word: string): number => words.filter((one) => one === word).length
  expect([count('notes'), count('math'), count('web')]).toEqual([8, 6, 2])
  const texts = Array.from({ length: corpus.size }, (_, i) => corpus.document(i).text)
  expect([texts[0], texts[30], texts[80], texts[279]]).toEqual(['notes 0', 'math 0', 'web 0', 'web 199'])
  expect(() => corpus.document(280)).toThrow(RangeError)
  corpus.close()
})

it('draws each document once an epoch', async () => {
  const corpus = await load({ paths: [math], epochs: true })
  const drawn = Array.from({ length: 10 }, (_, iteration) => corpus.sample(10, { seed: 5, iteration })).flat()
  expect(new Set(drawn.slice(0, 50).map(({ id }) => id)).size).toBe(50)
  expect(new Set(drawn.slice(50).map(({ id }) => id)).size).toBe(50)
})

it('refuses a source of index folders and files, and one that gives nothing', async () => {
  await expect(load({ paths: [built, math] })).rejects.toThrow(/index folders and other paths in one source/)
  await expect(load({ sources: [{ paths: [math] }, { paths: [math], name: 'again' }] })).rejects.toThrow(
    /source again of the corpus has no documents/,
  )
})

it('finds a document by its id', async () => {
  const corpus = await load({ paths: [built] })
  expect(findDocument(built, corpus.size, corpus.document(249).id)).toBe(249)
  expect(findDocument(built, corpus.size, '0'.repeat(16))).toBe(undefined)
  corpus.close()
})

it('takes datasets of the hub by name, with the column that the name says', async () => {
  const body = '{"title":"no","body":"from the hub"}\n{"title":"no","body":"more of it"}\n'
  const hub = await new FakeHub({ 'acme/rows': { revisions: { main: { 'data.jsonl': body } } } }).start()
  vi.stubEnv('HF_ENDPOINT', hub.hub)
  vi.stubEnv('HF_HOME', join(root, 'hub'))
  try {
    const corpus = await load({ paths: ['hf:acme/rows#body', math] })
    expect(corpus.size).toBe(52)
    expect(corpus.document(1)).toMatchObject({ text: 'more of it' })
    expect(corpus.document(1).source).toBe(`hf:acme/rows@${hub.commit('acme/rows')}/data.jsonl:2`)
  } finally {
    vi.unstubAllEnvs()
    await hub.stop()
  }
})
