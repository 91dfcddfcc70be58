import { spawnSync } from 'node:child_process'
import { appendFile, readFile as fsReadFile, mkdir, open, rm } from 'node:fs/promises'
import { deflateSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { parquet, pdf, readingsOf, told, workplace, zstd } from './fixtures/inputs.js'
import { readFile } from './index.js'
import { lineBlocks } from './line-blocks.js'
import { endParsers, parseApart } from './parser-process.js'

const { tell, put, path } = workplace()

const rows = Array.from({ length: 3000 }, (_, i) => ({ text: `row ${i} ${Math.imul(i, 2654435761)}` }))
const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const options = { textField: undefined, skip: 0, signal: undefined }

it.each([
  ['gzip', gzipSync(lines)],
  ['zstd', zstd(lines)],
] as const)('keeps what comes before the end of a truncated %s archive', async (kind, bytes) => {
  const cut = await tell('a.jsonl', bytes.subarray(0, bytes.length / 2))
  expect(cut.length).toBeGreaterThan(kind === 'gzip' ? 100 : 0)
  expect(cut.at(-1)).toBe(`! a truncated ${kind} archive`)
  expect(cut.slice(0, -1)).toEqual(rows.slice(0, cut.length - 1).map(({ text }) => text))
  for (const left of [1, 5, 12]) {
    const told = await tell('a.jsonl', bytes.subarray(0, bytes.length - left))
    expect(told.at(-1)).toBe(`! a truncated ${kind} archive`)
  }
})

it('keeps the text before the end of a truncated archive, then tells', async () => {
  const text = rows.map((row) => row.text).join('\n')
  const bytes = gzipSync(text)
  const [part, problem] = await tell('a.txt', bytes.subarray(0, bytes.length - 2000))
  expect(text.startsWith(part as string)).toBe(true)
  expect(problem).toBe('! a truncated gzip archive')
})

it('tells of an archive that is broken within', async () => {
  const bytes = gzipSync(lines)
  bytes.fill(0x55, 3000, 3100)
  expect((await tell('a.jsonl', bytes)).at(-1)).toMatch(/^! a broken gzip archive/)
  const packed = zstd(lines, '--no-check')
  packed.fill(0xff, 6, 40)
  expect((await tell('a.jsonl', packed)).at(-1)).toMatch(/^! a (broken|truncated) zstd archive/)
})

it('stops a decompression bomb soon, gzip', async () => {
  const before = process.memoryUsage.rss()
  const told = await tell('a.txt', gzipSync(Buffer.alloc(300 << 20, 'bomb\n')))
  expect(told.at(-1)).toMatch(/^! a decompression bomb: \d+ bytes expand to more than \d+; stopped there$/)
  expect(process.memoryUsage.rss() - before).toBeLessThan(700 << 20)
})

it('stops a decompression bomb soon, zstd', async () => {
  // A frame of blocks that repeat one byte 131,072 times, 4 bytes each: a ratio of 32,768.
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58])
  const block = Buffer.from([0x02, 0, 0x10, 10])
  const bomb = Buffer.concat([header, ...Array.from({ length: 100_000 }, () => block)])
  expect((await tell('a.txt', bomb)).at(-1)).toMatch(/^! a decompression bomb/)
  const wide = Buffer.from(header)
  wide[5] = 0xf8
  expect(await tell('a.txt', Buffer.concat([wide, block]))).toEqual([
    '! a zstd archive that needs a window of more than 128 MiB',
  ])
})

it('skips a line of 256 MiB in bounded memory and reads on', async () => {
  const file = await open(path('long.jsonl'), 'w')
  await file.write('{"text":"before"}\n{"text":"')
  const megabyte = Buffer.alloc(1 << 20, 'x')
  for (let i = 0; i < 256; i++) await file.write(megabyte)
  await file.write('"}\n{"text":"after"}\n')
  await file.close()
  let most = 0
  const before = process.memoryUsage.rss()
  const all: string[] = []
  for await (const reading of readFile({ path: path('long.jsonl'), name: 'l', bytes: undefined }, options)) {
    all.push(told(reading))
    most = Math.max(most, process.memoryUsage.rss() - before)
  }
  expect(all).toEqual(['before', '2! longer than 16 MiB', 'after'])
  expect(most).toBeLessThan(200 << 20)
  await rm(path('long.jsonl'))
})

it('bounds lines exactly, over the bounds of chunks', async () => {
  const text = 'abcd\nefghi\n\njklmnopq\nrs'
  for (let size = 1; size < text.length; size++) {
    const chunks = async function* () {
      for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size))
    }
    let out = ''
    for await (const block of lineBlocks(chunks(), 5))
      out += block === undefined ? 'LONG\n' : block.toString()
    expect(out).toBe('abcd\nefghi\n\nLONG\nrs')
  }
})

it('refuses a row nested so deep that its parser takes long', async () => {
  const told = await tell(
    'a.jsonl',
    `{"text":${'['.repeat(2_000_000)}\n{"text":"ok","x":${'['.repeat(500)}${']'.repeat(500)}}`,
  )
  expect(told).toEqual(['1! nested deeper than 1000 levels', 'ok'])
})

it('refuses what is no text, and says what it seems to be', async () => {
  expect(await tell('a.txt', 'line\nnul \0 here')).toEqual(['! a binary file (NUL bytes)'])
  expect(await tell('a.txt', `${'fine\n'.repeat(20_000)}\0`)).toEqual(['20001! a NUL byte: not a text file'])
  expect(await tell('a.md', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]))).toEqual([
    '! a PNG picture',
  ])
  expect(await tell('a.jsonl', Buffer.from('PK\x03\x04\x14\0\0\0'))).toEqual([
    '! a ZIP archive (or an office document, or an EPUB)',
  ])
  expect(await tell('a.gz', gzipSync(gzipSync('x')))).toEqual(['! a gzip archive within an archive'])
  expect(await tell('a.txt', '')).toEqual(['! an empty file'])
  expect(await tell('a.txt', gzipSync(''))).toEqual(['! an empty file'])
})

it('refuses folders, pipes, devices and what is gone', async () => {
  await mkdir(path('x.jsonl'))
  const pipe = path('pipe.jsonl')
  spawnSync('mkfifo', [pipe])
  const reason = async (file: string): Promise<string | undefined> =>
    (await readingsOf({ path: file, name: 'f' }))[0]?.problem
  expect(await reason(path('x.jsonl'))).toBe('is a folder')
  expect(await reason(pipe)).toBe('is a pipe, not a file; feed it to standard input (-)')
  expect(await reason('/dev/zero')).toBe('is a device or socket, not a file')
  expect(await reason(path('gone'))).toBe('does not exist (any more)')
})

it('tells that a file changed while it was read', async () => {
  const file = await put('a.jsonl', lines.repeat(20))
  const all: string[] = []
  for await (const reading of readFile({ path: file, name: 'a', bytes: undefined }, options)) {
    if (all.length === 10) await appendFile(file, '{"text":"more"}\n')
    all.push(told(reading))
  }
  expect(all).toHaveLength(rows.length * 20 + 1)
  expect(all.at(-1)).toBe('! changed while it was read')
})

it('stops when told to, by throwing', async () => {
  const stop = new AbortController()
  const file = await put('a.jsonl', lines.repeat(50))
  const read = async () => {
    for await (const _ of readFile(
      { path: file, name: 'a', bytes: undefined },
      { ...options, signal: stop.signal },
    ))
      stop.abort(new Error('enough'))
  }
  await expect(read()).rejects.toThrow('enough')
  const page = await put('a.html', '<p>x</p>')
  await expect(readingsOf({ path: page, name: 'a' }, { signal: stop.signal })).rejects.toThrow('enough')
})

it('refuses HTML that is nested too deep, has too many tags, or is too long', async () => {
  expect(await tell('a.html', `<html>${'<div>'.repeat(100_000)}`)).toEqual([
    '! HTML nested deeper than 512 levels',
  ])
  expect(await tell('a.html', `<html>${'<b></b>'.repeat(500_001)}`)).toEqual(['! more than 500000 HTML tags'])
  expect(await tell('a.html', `<html><p>${'word '.repeat(4 << 20)}`)).toEqual(['! longer than 16 MiB'])
  // Left open, as in old pages, they are not deep.
  expect((await tell('a.html', `<html><ul>${'<li>item'.repeat(2000)}</ul>`))[0]).toContain('item')
  const deep = await tell('b.html', `<html><body>${'<div>'.repeat(500)}text`)
  expect(deep).toEqual(['text'])
})

it('ends a parser that takes too long, and goes on with a new one', async () => {
  const bytes = Buffer.from(`<html>${'<p>word</p>'.repeat(20_000)}`)
  const read = async (answerMs: number): Promise<number> => {
    let length = 0
    for await (const parsed of parseApart({ kind: 'html', bytes }, undefined, answerMs))
      length += parsed?.text?.length ?? 0
    return length
  }
  await expect(read(5)).rejects.toThrow('takes more than 0.005 s to be parsed')
  expect(await read(60_000)).toBe(20_000 * 6 - 2)
})

it.skipIf(process.platform !== 'linux')('asks a new parser where a used one died', async () => {
  const children = async (): Promise<number[]> =>
    (await fsReadFile(`/proc/self/task/${process.pid}/children`, 'utf8'))
      .split(' ')
      .filter(Boolean)
      .map(Number)
  endParsers()
  const before = await children()
  expect(await tell('a.html', '<html><p>fine</p>')).toEqual(['fine'])
  const used = (await children()).filter((pid) => !before.includes(pid))
  const bytes = Buffer.from(`<html>${'<p>word</p>'.repeat(20_000)}`)
  const parsing = parseApart({ kind: 'html', bytes }).next()
  for (const pid of used) process.kill(pid, 'SIGKILL')
  expect((await parsing).value?.text).toHaveLength(20_000 * 6 - 2)
  // A new one has no such excuse.
  endParsers()
  const dying = parseApart({ kind: 'html', bytes }).next()
  for (const pid of await children())
    if (!before.includes(pid) && !used.includes(pid)) process.kill(pid, 'SIGKILL')
  await expect(dying).rejects.toThrow('its parser died (SIGKILL)')
})

it('ends a parser that takes too much memory, and goes on with a new one', async () => {
  // A source without end.
  const endless = parseApart({ kind: 'pdf', source: '/dev/zero' })
  await expect(endless.next()).rejects.toThrow('needs too much memory to be parsed')
  expect(await tell('a.html', '<html><p>fine</p>')).toEqual(['fine'])
})

it('survives a PDF whose page is a bomb, and says so', async () => {
  const packed = deflateSync(Buffer.alloc(600 << 20, '(bomb) Tj '), { level: 1 }).toString('latin1')
  const bomb = pdf([['fine'], ['PLACE']]).toString('latin1')
  const start = bomb.lastIndexOf('<< /Length')
  const end = bomb.indexOf('endstream', start)
  const object = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n${packed}\n`
  const bytes = Buffer.from(bomb.slice(0, start) + object + bomb.slice(end), 'latin1')
  const told = await tell('a.pdf', bytes)
  expect(told.length).toBeGreaterThan(0)
  expect(told.some((one) => one.includes('!'))).toBe(true)
})

it('finds Parquet whose parts lie', async () => {
  const bytes = parquet({ text: rows.map(({ text }) => text) }, { codec: 'UNCOMPRESSED', rowGroupSize: 1000 })
  let problems = 0
  // Each byte of the first page's header in turn says something else.
  for (let at = 4; at < 40; at++) {
    const lying = Buffer.from(bytes)
    lying[at] = (lying[at] as number) ^ 0x7f
    const told = await tell('a.parquet', lying)
    if (told.some((one) => /^\d*! /.test(one))) problems++
  }
  expect(problems).toBeGreaterThan(5)
})
