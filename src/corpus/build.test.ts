import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { contaminationIndexOf } from '../contamination/index.js'
import { SpiceError } from '../errors.js'
import { buildCorpus } from './build.js'
import { takeBuildLock } from './build-lock.js'
import type { BuildOptions } from './build-options.js'
import { openCorpusFolder } from './corpus-folder.js'
import { byteTokenizer } from './fixtures/byte-tokenizer.js'
import { eventfulBuild, eventfulRows } from './fixtures/eventful-build.js'
import { folderHashes } from './fixtures/folder-hashes.js'
import { documentId, openCorpus } from './open-corpus.js'

const root = mkdtempSync(join(tmpdir(), 'spice-build-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let number = 0
let folder: string
beforeEach(() => {
  folder = join(root, `${number++}`)
})
const put = (name: string, text: string | Buffer): string => {
  const path = join(root, name)
  writeFileSync(path, text)
  return path
}
const rows = (...texts: string[]): string => texts.map((text) => JSON.stringify({ text })).join('\n')
const build = (paths: string[], options: Partial<BuildOptions> = {}): ReturnType<typeof buildCorpus> =>
  buildCorpus({ folder, sources: [{ paths }], documentTokens: 1000, tokenizer: byteTokenizer, ...options })
const failure = async (work: Promise<unknown>): Promise<SpiceError> => {
  const error: unknown = await work.then(
    () => undefined,
    (e: unknown) => e,
  )
  if (!(error instanceof SpiceError)) throw new Error(`expected a SpiceError, got ${String(error)}`)
  return error
}

describe('buildCorpus', () => {
  it('keeps every document with its place, and opens to what was read', async () => {
    const a = put('a.jsonl', rows('one', 'zwei 漢字 \u{1f600}', ' one ', 'first half\n\nother half'))
    const b = put('b.md', '# Title\n\nbody')
    await build([a, b], { documentTokens: 20 })
    const corpus = openCorpusFolder(folder)
    const documents = Array.from({ length: corpus.manifest.documents }, (_, i) => corpus.document(i))
    expect(documents.map(({ text }) => text)).toEqual([
      'one',
      'zwei 漢字 \u{1f600}',
      'first half',
      'other half',
      '# Title\n\nbody',
    ])
    expect(documents.map(({ id }) => id)).toEqual(documents.map(({ text }) => documentId(text)))
    expect(documents.map(({ source }) => source)).toEqual([
      `${a}:1`,
      `${a}:2`,
      `${a}:4#1`,
      `${a}:4#2`,
      `${b}:1`,
    ])
    expect(corpus.info(3)).toMatchObject({ fileName: a, row: 4, part: 2, start: 12, end: 22, bytes: 10 })
    expect(corpus.report).toMatchObject({ files: 2, rows: 5, documents: 5, duplicates: 1, broken: 0 })
    corpus.close()
  })

  it('gives the corpus that reading into memory gives', async () => {
    const paths = [put('same-a.jsonl', eventfulRows(600)), put('same-b.txt', `${'word '.repeat(900)}\n\nend`)]
    await build(paths, { documentTokens: 500 })
    const options = { documentTokens: 500, tokenizer: byteTokenizer }
    const built = await openCorpus({ ...options, paths: [folder] })
    const read = await openCorpus({ ...options, paths })
    expect(built.hash).toBe(read.hash)
    expect(built.report).toEqual(read.report)
    const key = { seed: 3, iteration: 4 }
    expect(built.sample(50, key)).toEqual(read.sample(50, key))
    built.close()
  })

  it('builds what is too large for memory into the cache, once', async () => {
    const paths = [put('large.jsonl', eventfulRows(300))]
    const options = { paths, documentTokens: 500, tokenizer: byteTokenizer, cache: folder }
    const read = await openCorpus(options)
    expect(existsSync(folder)).toBe(false)
    const cached = await openCorpus({ ...options, memoryBytes: 1000 })
    const [name = ''] = readdirSync(folder)
    expect(cached.hash).toBe(read.hash)
    cached.close()
    const before = folderHashes(join(folder, name))
    ;(await openCorpus({ ...options, memoryBytes: 1000 })).close()
    expect(readdirSync(folder)).toEqual([name])
    expect(folderHashes(join(folder, name))).toEqual(before)
    writeFileSync(paths[0] as string, eventfulRows(301))
    ;(await openCorpus({ ...options, memoryBytes: 1000 })).close()
    expect(readdirSync(folder)).toHaveLength(2)
    // Of the same length, and changed only in the middle.
    const text = eventfulRows(3000)
    writeFileSync(paths[0] as string, text)
    ;(await openCorpus({ ...options, memoryBytes: 1000 })).close()
    const at = text.indexOf('a', text.length / 2)
    expect(at).toBeGreaterThan(128 << 10)
    writeFileSync(paths[0] as string, `${text.slice(0, at)}e${text.slice(at + 1)}`)
    ;(await openCorpus({ ...options, memoryBytes: 1000 })).close()
    expect(readdirSync(folder)).toHaveLength(4)
  })

  it('counts at each step what came, what went on and why the rest did not', async () => {
    const path = put('tally.jsonl', eventfulRows(1000))
    const { tallies, documents, languages, problems, contamination, sources, histogram } = await buildCorpus(
      eventfulBuild(folder, [path]),
    )
    const { read, clean, segment, filter, length, exact, near, contamination: last } = tallies
    const dropped = (tally: typeof read): number => Object.values(tally.dropped).reduce((a, b) => a + b, 0)
    for (const tally of [read, clean, filter, length, exact, near, last])
      expect(tally.in).toBe(tally.out + dropped(tally))
    expect(read.in).toBe(1000)
    expect([clean.in, segment.in, filter.in, length.in]).toEqual([
      read.out,
      clean.out,
      segment.out,
      filter.out,
    ])
    expect([exact.in, near.in, last.in, documents]).toEqual([length.out, exact.out, near.out, last.out])
    expect(problems).toBe(read.dropped.problem)
    for (const tally of [read, filter, exact, near]) expect(dropped(tally)).toBeGreaterThan(0)
    expect(clean.changed.accents).toBeGreaterThan(0)
    expect(Object.values(languages).reduce((a, b) => a + b, 0)).toBe(documents)
    expect(histogram.reduce((a, b) => a + b, 0)).toBe(documents)
    expect(sources.map((source) => [source.first, source.documents])).toEqual([[0, documents]])
    const lines = readFileSync(join(folder, 'contamination.jsonl'), 'utf8').trim().split('\n')
    expect(contamination.secrets).toEqual({ documents: lines.length, hits: lines.length })
    expect(lines.length).toBeGreaterThan(5)
    const entry = JSON.parse(readFileSync(join(folder, 'files.jsonl'), 'utf8')) as object
    expect(entry).toMatchObject({ name: path, readings: 1000, documents, problems })
    expect(entry).toHaveProperty('firstProblems.length', 20)
  })

  it('gives the same bytes again, in whatever folder', async () => {
    const paths = [put('again.jsonl', eventfulRows(500)), put('again2.jsonl', eventfulRows(300))]
    await buildCorpus(eventfulBuild(folder, paths))
    const first = folderHashes(folder)
    await buildCorpus(eventfulBuild(`${folder}-b`, paths))
    expect(folderHashes(`${folder}-b`)).toEqual(first)
    await buildCorpus({ ...eventfulBuild(folder, paths), force: true })
    expect(folderHashes(folder)).toEqual(first)
    expect(Object.keys(first)).not.toContain('.building/journal.json')
  })

  it('drops contaminated documents where told to, and reports them all the same', async () => {
    const path = put('drop.jsonl', rows('has SECRET in it, long enough', 'has none of it, long enough'))
    const options = eventfulBuild(folder, [path])
    const index = options.contamination?.index
    if (!index) throw new Error('no index')
    const manifest = await buildCorpus({ ...options, contamination: { index, action: 'drop' } })
    expect(manifest.documents).toBe(1)
    expect(manifest.tallies.contamination).toMatchObject({ in: 2, out: 1, dropped: { contaminated: 1 } })
    expect(readFileSync(join(folder, 'contamination.jsonl'), 'utf8')).toBe(
      `${JSON.stringify({ document: documentId('has SECRET in it, long enough'), dropped: true, set: 'secrets', item: '1', start: 4, end: 10 })}\n`,
    )
  })

  it('keeps duplicates where told to', async () => {
    const path = put('twice.jsonl', rows('same', 'same'))
    expect((await build([path], { exactDuplicates: false })).documents).toBe(2)
  })

  it('counts exactly where told to', async () => {
    const path = put('exact.jsonl', rows('four', 'seven77'))
    const manifest = await build([path], { tokens: 'exact' })
    expect([manifest.tokens, manifest.countedDocuments, manifest.histogram]).toEqual([11, 2, [0, 0, 0, 2]])
  })
})

describe('a build that is stopped', () => {
  it('commits at the signal, says how to go on, and goes on', async () => {
    const paths = [put('stop.jsonl', eventfulRows(3000))]
    const options = eventfulBuild(folder, paths)
    const stop = new AbortController()
    let rowsSeen = 0
    const clean = options.clean
    if (!clean) throw new Error('no clean step')
    const stopping: typeof clean = {
      settings: clean.settings,
      run: (...text) => {
        if (++rowsSeen === 1500) stop.abort()
        return clean.run(...text)
      },
    }
    const error = await failure(buildCorpus({ ...options, clean: stopping, signal: stop.signal }))
    expect(error.code).toBe('interrupted')
    expect(error.hint).toContain('goes on from there')
    expect(() => openCorpusFolder(folder)).toThrow(/no readable corpus\.json/)
    let again = 0
    const counting = {
      ...clean,
      run: (...text: Parameters<typeof clean.run>) => (again++, clean.run(...text)),
    }
    await buildCorpus({ ...options, clean: counting })
    const inAll = openCorpusFolder(folder).manifest.tallies.clean.in
    expect(again).toBe(inAll - 1500)
    await buildCorpus(eventfulBuild(`${folder}-whole`, paths))
    expect(folderHashes(folder)).toEqual(folderHashes(`${folder}-whole`))
  })

  it('goes on only with the same settings and files, or starts over', async () => {
    const path = put('change.jsonl', eventfulRows(3000))
    const options = eventfulBuild(folder, [path])
    const abort = AbortSignal.abort()
    expect((await failure(buildCorpus({ ...options, signal: abort }))).code).toBe('interrupted')
    const other = await failure(buildCorpus({ ...options, minTokens: 11, exactDuplicates: false }))
    expect(other.message).toContain('other settings: minTokens, exact')
    writeFileSync(path, eventfulRows(3001))
    expect((await failure(buildCorpus(options))).message).toContain(
      'other settings: the sources or their files',
    )
    const { documents } = await buildCorpus({ ...options, force: true })
    expect(documents).toBeGreaterThan(100)
  })

  it('stops at the first problem if strict', async () => {
    const path = put('strict.jsonl', `${rows('fine')}\n{"text":\n${rows('more')}`)
    const error = await failure(build([path], { strict: true }))
    expect([error.code, error.message]).toEqual(['input', `${path}:2: broken JSON`])
    expect((await build([path])).documents).toBe(2)
  })

  it('passes over a pipe among the files without waiting for its writer', async () => {
    mkdirSync(join(root, 'piped'))
    const page = put('piped/a.txt', 'words')
    expect(spawnSync('mkfifo', [join(root, 'piped/b.txt')]).status).toBe(0)
    const manifest = await build([join(root, 'piped')])
    expect([manifest.documents, manifest.problems]).toEqual([1, 1])
    const problem = JSON.parse(readFileSync(join(folder, 'problems.jsonl'), 'utf8')) as { problem: string }
    expect(problem.problem).toContain('is a pipe')
    expect(openCorpusFolder(folder).document(0).source).toContain(page)
  })

  it('goes on with a build below its own source, and does not read itself', async () => {
    mkdirSync(join(root, 'own'))
    put('own/a.jsonl', rows('one', 'two'))
    folder = join(root, 'own/built')
    const stop = await failure(build([join(root, 'own')], { signal: AbortSignal.abort() }))
    expect(stop.code).toBe('interrupted')
    expect((await build([join(root, 'own')])).documents).toBe(2)
    expect(await build([join(root, 'own')], { force: true })).toMatchObject({ documents: 2, problems: 0 })
  })

  it('names a source of many paths shortly, as reading into memory does', async () => {
    const paths = Array.from({ length: 300 }, (_, i) => put(`many-${'x'.repeat(100)}-${i}.txt`, `words ${i}`))
    const { sources } = await build(paths)
    expect(sources[0]?.name).toBe(`${paths.slice(0, 4).join(', ')}, … (300 paths)`)
    expect(openCorpusFolder(folder).manifest.documents).toBe(300)
    const read = await openCorpus({ paths, documentTokens: 1000, tokenizer: byteTokenizer })
    expect(read.parts[0]?.name).toBe(sources[0]?.name)
    const error = await failure(build(paths, { sources: [{ paths, textField: 'x'.repeat(1001) }] }))
    expect(error.code).toBe('config')
  })

  it('counts the hits of a set whatever it is called', async () => {
    const question = 'Which of the seven rivers of the northern plain is the longest of all?'
    const path = put('asked.txt', question)
    const index = contaminationIndexOf([{ name: 'constructor', items: [question] }])
    const error = await failure(build([path], { contamination: { index, action: 'drop' } }))
    expect(error.hint).toBe('contamination dropped 1 (contaminated)')
    const manifest = await build([path], { contamination: { index, action: 'flag' }, force: true })
    expect(manifest.contamination).toEqual({ constructor: { documents: 1, hits: 1 } })
    expect(openCorpusFolder(folder).manifest.contamination).toEqual(manifest.contamination)
  })

  it('refuses a file as its folder', async () => {
    folder = put('taken', 'x')
    const path = put('fine.txt', 'words')
    for (const below of [folder, join(folder, 'below')]) {
      const error = await failure(build([path], { folder: below }))
      expect([error.code, error.message]).toEqual([
        'input',
        `the folder ${below} cannot be made: there is a file of that name`,
      ])
    }
  })

  it('ends well if it was killed after its last word', async () => {
    const path = put('late.jsonl', rows('fine'))
    const stop = await failure(build([path], { signal: AbortSignal.abort() }))
    expect(stop.code).toBe('interrupted')
    const journal = readFileSync(join(folder, '.building/journal.json'))
    const manifest = await build([path])
    mkdirSync(join(folder, '.building'))
    writeFileSync(join(folder, '.building/journal.json'), journal)
    expect(await build([path])).toEqual(manifest)
    expect(existsSync(join(folder, '.building'))).toBe(false)
  })
})

describe('a folder that cannot be built in', () => {
  it('is one with a finished corpus, or with other things', async () => {
    const path = put('fine.jsonl', rows('fine'))
    await build([path])
    expect((await failure(build([path]))).message).toContain('holds a finished corpus')
    folder = join(root, 'things')
    mkdirSync(folder)
    writeFileSync(join(folder, 'thing'), '')
    expect((await failure(build([path], { force: true }))).message).toContain('is not empty')
    expect(readdirSync(folder)).toEqual(['thing'])
  })

  it('is one where another build is at work', async () => {
    const path = put('locked.jsonl', rows('fine', 'more'))
    const unlock = takeBuildLock(folder)
    expect((await failure(build([path]))).code).toBe('locked')
    unlock()
    expect((await build([path])).documents).toBe(2)
  })

  it('is one whose journal is garbled or whose parts are too short', async () => {
    const path = put('garbled.jsonl', eventfulRows(500))
    const abort = new AbortController()
    const clean = {
      settings: {},
      run: (text: string): string => (text.includes('naïve') && abort.abort(), text),
    }
    await failure(build([path], { clean, signal: abort.signal }))
    const journal = readFileSync(join(folder, '.building/journal.json'), 'utf8')
    writeFileSync(join(folder, 'texts-00000.bin'), 'short')
    expect((await failure(build([path], { clean }))).message).toMatch(/texts-00000\.bin has 5 bytes of \d+/)
    writeFileSync(join(folder, '.building/journal.json'), journal.slice(0, 100))
    const error = await failure(build([path], { clean }))
    expect([error.message, error.hint]).toEqual([
      `the build in ${folder} cannot go on: its journal is broken`,
      'start over with --force',
    ])
    expect((await build([path], { force: true })).documents).toBeGreaterThan(100)
  })

  it('is any, for sources without documents', async () => {
    const error = await failure(build([put('none.jsonl', '{\n[]\n')]))
    expect([error.code, error.hint]).toEqual(['input', '2 problems: see problems.jsonl there'])
    expect((await failure(build([], { sources: [] }))).code).toBe('config')
    expect((await failure(build([root], { documentTokens: 0 }))).code).toBe('config')
    expect((await failure(build([], { sources: [{ paths: [root], weight: 0 }] }))).code).toBe('config')
  })
})
