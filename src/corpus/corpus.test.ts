import { chmod, mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SpiceError } from '../errors.js'
import type { Corpus } from './corpus.js'
import { type CorpusOptions, documentId, openCorpus } from './open-corpus.js'
import { readFile } from './read/index.js'
import { describeIssue } from './report.js'

/** One token a character. */
const tokenizer: CorpusOptions['tokenizer'] = { encode: (text) => Int32Array.from(text, () => 0) }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spice-corpus-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const put = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const load = (paths: string[], options: Partial<CorpusOptions> = {}): Promise<Corpus> =>
  openCorpus({ paths, documentTokens: 1000, tokenizer, ...options })
const texts = (corpus: Corpus): string[] =>
  Array.from({ length: corpus.size }, (_, i) => corpus.document(i).text)
const failure = async (work: Promise<unknown>): Promise<SpiceError> => {
  const error: unknown = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  if (!(error instanceof SpiceError)) throw new Error(`expected a SpiceError, got ${String(error)}`)
  return error
}

describe('openCorpus', () => {
  it('reads JSONL by text, orig_doc or the named field, with sources for people', async () => {
    const path = await put('a.jsonl', '\ufeff{"text":"one"}\r\n\n{"orig_doc":"two"}\n{"body":"three"}')
    const corpus = await load([path])
    expect(texts(corpus)).toEqual(['one', 'two'])
    expect(corpus.document(1)).toEqual({ id: documentId('two'), text: 'two', source: `${path}:3` })
    expect(corpus.report.issues.map(describeIssue)).toEqual([`${path}:4: no field "text" or "orig_doc"`])
    expect(texts(await load([path], { textField: 'body' }))).toEqual(['three'])
  })

  it('reads folders by name, text and Markdown, leaving other files and hidden ones', async () => {
    await mkdir(join(folder, 'sub'))
    await put('b.txt', 'bee')
    await put('a.md', '# ay\n\nlast')
    await put('sub/c.jsonl', '{"text":"sea"}')
    await put('.hidden.txt', 'no')
    await put('picture.png', 'no')
    await symlink(folder, join(folder, 'loop'))
    expect(texts(await load([folder]))).toEqual(['# ay\n\nlast', 'bee', 'sea'])
  })

  it('cuts to the budget, drops exact duplicates and counts them', async () => {
    const path = await put('a.jsonl', '{"text":"aaaa\\n\\nbbbb"}\n{"text":"aaaa"}\n{"text":"  "}')
    const corpus = await load([path], { documentTokens: 6 })
    expect(texts(corpus)).toEqual(['aaaa', 'bbbb'])
    expect(corpus.document(1).source).toBe(`${path}:1#2`)
    expect(corpus.report).toMatchObject({ rows: 2, documents: 2, duplicates: 1, empty: 1, broken: 0 })
  })

  it('skips broken rows and counts them', async () => {
    const rows = ['{"text":', '[1]', '{"text":5}', '{"text":"nul \\u0000"}', '{"text":"good"}']
    const path = await put(
      'a.jsonl',
      Buffer.concat([Buffer.from(`${rows.join('\n')}\n`), Buffer.from([0xff, 10])]),
    )
    const { report, size } = await load([path])
    expect(size).toBe(1)
    expect(report.broken).toBe(5)
    expect(report.issues.map((issue) => `${issue.line} ${issue.problem}`)).toEqual([
      '1 broken JSON',
      '2 not a JSON object',
      '3 field "text" is no string',
      '4 a NUL byte in the text',
      '6 not UTF-8',
    ])
  })

  it('refuses a corpus of broken rows, naming the first', async () => {
    const path = await put('a.jsonl', '{\n{')
    const error = await failure(load([path]))
    expect(error.code).toBe('input')
    expect(error.message).toBe(`corpus ${path} has no documents: all 2 rows are broken`)
    expect(error.hint).toContain(`${path}:1: broken JSON`)
  })

  it.each<[string, () => Promise<string>, RegExp]>([
    ['an empty file', () => put('a.jsonl', ''), /has no documents$/],
    ['a missing path', async () => join(folder, 'none'), /none cannot be opened/],
    ['a file of no kind', () => put('a.bin', '\0\u0001'), /a\.bin has no documents$/],
    ['an empty folder', async () => folder, /has no readable files/],
  ])('refuses %s', async (_, make, message) => {
    const error = await failure(load([await make()]))
    expect(error.code).toBe('input')
    expect(error.message).toMatch(message)
  })

  it('refuses a text file with a NUL byte', async () => {
    const good = await put('a.txt', 'fine')
    const bad = await put('b.txt', 'line\nnul \0 here')
    const corpus = await load([good, bad])
    expect(texts(corpus)).toEqual(['fine'])
    expect(corpus.report.issues).toEqual([{ file: bad, line: 0, problem: 'a binary file (NUL bytes)' }])
  })

  it('skips a line of 100 MB in bounded memory and reads on', async () => {
    const path = join(folder, 'long.jsonl')
    const file = await open(path, 'w')
    await file.write('{"text":"before"}\n{"text":"')
    const megabyte = Buffer.alloc(1 << 20, 'x')
    for (let i = 0; i < 100; i++) await file.write(megabyte)
    await file.write('"}\n{"text":"after"}\n')
    await file.close()
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const source = { path, name: path, bytes: undefined }
    for await (const _ of readFile(source, { textField: undefined, skip: 0, signal: undefined }))
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    expect(most).toBeLessThan(64 << 20)
    const corpus = await load([path])
    expect(texts(corpus)).toEqual(['before', 'after'])
    expect(corpus.report.issues).toEqual([{ file: path, line: 2, problem: 'longer than 16 MiB' }])
  })

  it('skips a file that may not be read', async () => {
    const good = await put('a.txt', 'fine')
    const gone = await put('b.txt', 'secret')
    await chmod(gone, 0)
    const corpus = await load([good, gone])
    // A superuser may read everything: then both are there.
    if (process.getuid?.() === 0) expect(texts(corpus)).toEqual(['fine', 'secret'])
    else expect(corpus.report.issues).toEqual([{ file: gone, line: 0, problem: 'cannot be read (EACCES)' }])
  })

  it('stops at an abort', async () => {
    const path = await put('a.txt', 'fine')
    await expect(load([path], { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
  })

  it('cuts a long text file into parts at empty lines', async () => {
    const paragraph = `${'word '.repeat(200)}\n\n`
    const path = await put('a.txt', Array.from({ length: 2500 }, (_, i) => `${i} ${paragraph}`).join(''))
    const corpus = await load([path], { documentTokens: 2000 })
    expect(corpus.report.rows).toBeGreaterThan(1)
    expect(texts(corpus).join(' ').match(/\d+/g)).toHaveLength(2500)
  })
})

describe('Corpus.sample', () => {
  const numbered = async (n: number): Promise<Corpus> =>
    load([await put('n.jsonl', Array.from({ length: n }, (_, i) => `{"text":"document ${i}"}`).join('\n'))])

  it('draws without replacement, by seed and iteration only', async () => {
    const corpus = await numbered(50)
    const ids = (seed: number, iteration: number, count = 20): string[] =>
      corpus.sample(count, { seed, iteration }).map((document) => document.id)
    expect(new Set(ids(1, 0)).size).toBe(20)
    expect(new Set(ids(1, 0, 50)).size).toBe(50)
    expect(ids(1, 0)).toEqual(ids(1, 0))
    expect(ids(1, 0)).not.toEqual(ids(1, 1))
    expect(ids(1, 0)).not.toEqual(ids(2, 0))
    expect(ids(1, 0, 5)).toEqual(ids(1, 0).slice(0, 5))
  })

  it('draws uniformly', async () => {
    const corpus = await numbered(10)
    const drawn = new Map<string, number>()
    for (let iteration = 0; iteration < 2000; iteration++)
      for (const { id } of corpus.sample(3, { seed: 7, iteration })) drawn.set(id, (drawn.get(id) ?? 0) + 1)
    // Each is drawn 600 times on average with standard deviation sqrt(2000 · 0.3 · 0.7) = 20.5.
    for (const count of drawn.values()) expect(Math.abs(count - 600)).toBeLessThan(5 * 20.5)
    expect(drawn.size).toBe(10)
  })

  it('refuses more documents than there are', async () => {
    const corpus = await numbered(3)
    expect(() => corpus.sample(4, { seed: 0, iteration: 0 })).toThrow(
      /4 documents per iteration from a corpus of 3/,
    )
    expect(() => corpus.document(3)).toThrow(RangeError)
  })

  it('has a hash that follows the documents', async () => {
    const [a, b] = [await numbered(3), await numbered(4)]
    expect(a.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(a.hash).not.toBe(b.hash)
    expect((await numbered(3)).hash).toBe(a.hash)
  })
})
