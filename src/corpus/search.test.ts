import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../errors.js'
import { buildCorpus } from './build.js'
import { byteTokenizer } from './fixtures/byte-tokenizer.js'
import { folderHashes } from './fixtures/folder-hashes.js'
import { hasSearch, searchCorpus } from './search.js'
import { snippetOf } from './snippet.js'
import { buildSearch } from './write-search.js'

const root = mkdtempSync(join(tmpdir(), 'spice-search-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const texts = [
  'The otter eats fish. Otters swim.',
  'Fish live in water; some fish fly.',
  'Das Café am Fluß, naïve Ötter.',
  'Nothing of the kind.',
]
const build = (name: string, rows: readonly string[], search: boolean): Promise<unknown> => {
  const path = join(root, `${name}.jsonl`)
  writeFileSync(path, rows.map((text) => JSON.stringify({ text })).join('\n'))
  return buildCorpus({
    folder: join(root, name),
    sources: [{ paths: [path] }],
    documentTokens: 1000,
    tokenizer: byteTokenizer,
    search,
  })
}
const folder = join(root, 'with')
beforeAll(async () => {
  await build('with', texts, true)
  await build('without', texts, false)
})
const found = (query: string): number[] => searchCorpus(folder, query).hits.map(({ index }) => index)

describe('searchCorpus', () => {
  it('finds words, phrases, beginnings, and what they are joined to', () => {
    expect(found('otter')).toEqual([0, 2])
    expect(found('FISH')).toEqual([1, 0])
    expect(found('fish water')).toEqual([1])
    expect(found('"eats fish"')).toEqual([0])
    expect(found('cafe OR swim').sort()).toEqual([0, 2])
    expect(found('fish NOT otter')).toEqual([1])
    expect(found('wat*')).toEqual([1])
    expect(found('whale')).toEqual([])
  })

  it('tells what it found', () => {
    const { total, hits } = searchCorpus(folder, 'fish', { limit: 1 })
    expect(total).toBe(2)
    expect(hits).toHaveLength(1)
    expect(hits[0]).toMatchObject({ index: 1, source: `${join(root, 'with.jsonl')}:2` })
    expect(hits[0]?.snippet.text).toBe('Fish live in water; some fish fly.')
    expect(hits[0]?.score).toBeGreaterThan(0)
  })

  it.each(['"open', 'a AND', 'no:column', 'x^2 = (', '*', ''])('refuses the query %j', (query) => {
    expect(() => searchCorpus(folder, query)).toThrow(SpiceError)
  })

  it('needs an index, and that of this corpus', async () => {
    const plain = join(root, 'without')
    expect(hasSearch(plain)).toBe(false)
    expect(() => searchCorpus(plain, 'fish')).toThrow(/has no search index/)
    expect(hasSearch(plain)).toBe(false)
    await buildSearch(plain)
    expect(searchCorpus(plain, 'fish').total).toBe(2)
    // The same parts and the same index, whenever it was built.
    const parts = ({ 'files.jsonl': _, 'corpus.json': __, ...rest }: Record<string, string>) => rest
    expect(parts(folderHashes(plain))).toEqual(parts(folderHashes(folder)))

    await build('other', ['another fish'], false)
    writeFileSync(join(root, 'other/search.db'), readFileSync(join(folder, 'search.db')))
    expect(() => searchCorpus(join(root, 'other'), 'fish')).toThrow(/that of another corpus/)
    writeFileSync(join(root, 'other/search.db'), 'no database at all, but long enough to be looked at')
    expect(() => searchCorpus(join(root, 'other'), 'fish')).toThrow(/search index of .* cannot be read/)
  })

  it('leaves nothing behind where records are garbled', async () => {
    await build('garbled', ['one fish', 'another'], false)
    const garbled = join(root, 'garbled')
    const records = readFileSync(join(garbled, 'documents.bin'))
    writeFileSync(join(garbled, 'documents.bin'), records.fill(0x7f))
    await expect(buildSearch(garbled)).rejects.toThrow(
      /is broken: documents\.bin names a text that texts-\d+\.bin/,
    )
    expect(readdirSync(garbled).filter((name) => name.startsWith('search'))).toEqual([])
  })
})

describe('snippetOf', () => {
  it('cuts around the first word found and marks it and those near it', () => {
    const text = `${'before '.repeat(60)}the Café\nand a cafe${' after'.repeat(60)}`
    const { text: passage, marks } = snippetOf(text, 'cafe OR whale')
    expect(marks.map(([start, end]) => passage.slice(start, end))).toEqual(['Café', 'cafe'])
    expect(passage.length).toBeLessThan(330)
    expect(passage).toMatch(/^… before .* after …$/)
  })

  it('begins at the beginning where nothing is found', () => {
    expect(snippetOf('short text', 'other')).toEqual({ text: 'short text', marks: [] })
  })
})
