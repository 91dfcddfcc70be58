import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SpiceError } from '../errors.js'
import { buildCorpus } from './build.js'
import { openCorpusFolder } from './corpus-folder.js'
import { RECORD_BYTES } from './document-record.js'
import { byteTokenizer } from './fixtures/byte-tokenizer.js'

/** Reads and the bytes that they brought; the files behind them are real. */
const reads = vi.hoisted(() => ({ calls: 0, bytes: 0 }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const readSync = (...args: Parameters<typeof fs.readSync>): number => {
    const bytes = fs.readSync(...args)
    reads.calls++
    reads.bytes += bytes
    return bytes
  }
  const readFileSync = (...args: Parameters<typeof fs.readFileSync>): ReturnType<typeof fs.readFileSync> => {
    const found = fs.readFileSync(...args)
    reads.calls++
    reads.bytes += found.length
    return found
  }
  return { ...fs, readSync, readFileSync }
})

const root = mkdtempSync(join(tmpdir(), 'spice-folder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const build = async (name: string, documents: number): Promise<string> => {
  const path = join(root, `${name}.jsonl`)
  const rows = Array.from({ length: documents }, (_, i) => JSON.stringify({ text: `document ${i} of many` }))
  writeFileSync(path, rows.join('\n'))
  await buildCorpus({
    folder: join(root, name),
    sources: [{ paths: [path] }],
    documentTokens: 100,
    tokenizer: byteTokenizer,
    shardBytes: 5000,
  })
  return join(root, name)
}
let small: string
let large: string
beforeAll(async () => {
  small = await build('small', 30)
  large = await build('large', 3000)
})
beforeEach(() => {
  reads.calls = 0
  reads.bytes = 0
})

describe('openCorpusFolder', () => {
  it('reads the manifest and nothing else, whatever the size', () => {
    openCorpusFolder(small).close()
    const few = { ...reads }
    expect(few).toEqual({ calls: 1, bytes: statSync(join(small, 'corpus.json')).size })
    reads.calls = 0
    openCorpusFolder(large).close()
    expect(reads.calls).toBe(1)
  })

  it('reads a document in two reads, wherever it stands', () => {
    const corpus = openCorpusFolder(large)
    expect(corpus.manifest.shards).toBeGreaterThan(5)
    // The name of its file is read once.
    corpus.document(0)
    for (const index of [1, 2999, 1500]) {
      reads.calls = 0
      reads.bytes = 0
      const { text } = corpus.document(index)
      expect(text).toBe(`document ${index} of many`)
      expect(reads).toEqual({ calls: 2, bytes: RECORD_BYTES + text.length })
    }
    corpus.close()
  })

  it('can be used again after it was closed', () => {
    const corpus = openCorpusFolder(small)
    corpus.document(1)
    corpus.close()
    expect(corpus.document(1).text).toBe('document 1 of many')
    corpus.close()
  })
})

describe('a broken folder', () => {
  let folder: string
  let copies = 0
  beforeEach(() => {
    folder = join(root, `copy-${copies++}`)
    cpSync(small, folder, { recursive: true })
  })
  const message = (work: () => unknown): string => {
    try {
      work()
    } catch (error) {
      if (error instanceof SpiceError && error.code === 'input' && error.hint !== undefined)
        return error.message
      throw error
    }
    throw new Error('nothing was refused')
  }
  const edit = (name: string, change: (bytes: Buffer) => void): void => {
    const bytes = readFileSync(join(folder, name))
    change(bytes)
    writeFileSync(join(folder, name), bytes)
  }
  const manifest = (change: (manifest: Record<string, unknown>) => void): void => {
    const value = JSON.parse(readFileSync(join(folder, 'corpus.json'), 'utf8')) as Record<string, unknown>
    change(value)
    writeFileSync(join(folder, 'corpus.json'), JSON.stringify(value))
  }
  const readAll = (): void => {
    const corpus = openCorpusFolder(folder)
    for (let i = 0; i < corpus.manifest.documents; i++) corpus.document(i)
    corpus.close()
  }

  it.each(['documents.bin', 'texts-00000.bin', 'files.jsonl', 'files.bin'])('without all of %s', (name) => {
    truncateSync(join(folder, name), statSync(join(folder, name)).size - 1)
    expect(message(() => openCorpusFolder(folder))).toContain(`${name} has `)
    rmSync(join(folder, name))
    expect(message(() => openCorpusFolder(folder))).toContain(`${name} is missing`)
  })

  it('with another text than was written', () => {
    edit('texts-00000.bin', (bytes) => bytes.write('X', 20))
    expect(message(readAll)).toContain('the text of document 1 in texts-00000.bin is not the one')
  })

  it.each([
    ['shard', 8, 0xffffffff],
    ['offset', 12, 0xffffffff],
    ['length', 16, 0x7fffffff],
    ['source', 24, 1],
    ['file', 28, 1],
  ])('with a record that names a wrong %s', (_, at, value) => {
    edit('documents.bin', (bytes) => bytes.writeUInt32LE(value, 3 * RECORD_BYTES + at))
    expect(message(readAll)).toContain('record 3 of documents.bin makes no sense')
  })

  it('with places of files that lead nowhere', () => {
    edit('files.bin', (bytes) => bytes.writeBigUInt64LE(2n ** 60n, 0))
    expect(message(readAll)).toContain('place 0 of files.bin makes no sense')
  })

  it('with lines of files that are none', () => {
    edit('files.jsonl', (bytes) => bytes.fill('{'))
    expect(message(readAll)).toContain('line 1 of files.jsonl makes no sense')
  })

  it.each<[string, (manifest: Record<string, unknown>) => void, RegExp]>([
    ['of a later version', (m) => (m.version = 2), /is of version 2, this reads 1/],
    ['of another format', (m) => (m.format = 'other'), /corpus\.json: format/],
    ['that counts more documents than there are', (m) => (m.documents = 31), /sources do not add up/],
    [
      'with sources that overlap',
      (m) => ((m.sources as { first: number }[])[0]!.first = 1),
      /one after the other/,
    ],
    ['that counts below zero', (m) => (m.tokens = -1), /corpus\.json: tokens/],
    [
      'without a part',
      (m) => delete (m.parts as Record<string, unknown>)['texts-00000.bin'],
      /texts-00000\.bin/,
    ],
    ['with more shards than there are', (m) => (m.shards = 9), /texts-00001\.bin is missing/],
    ['with a key of its own', (m) => (m.extra = 1), /corpus\.json/],
    ['without settings', (m) => (m.settings = null), /corpus\.json: settings/],
  ])('with a manifest %s', (_, change, expected) => {
    manifest(change)
    expect(message(() => openCorpusFolder(folder))).toMatch(expected)
  })

  it('with a manifest that is no JSON, or none', () => {
    writeFileSync(join(folder, 'corpus.json'), '{')
    expect(message(() => openCorpusFolder(folder))).toContain('corpus.json is no JSON')
    rmSync(join(folder, 'corpus.json'))
    expect(message(() => openCorpusFolder(folder))).toContain('has no readable corpus.json')
  })
})
