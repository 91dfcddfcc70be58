import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { packTar, type TarEntry, type TarHeader } from 'modern-tar'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SpiceError } from '../../errors.js'
import { TinkerError } from '../tinker-error.js'
import { unpackArchive } from './index.js'

const run = promisify(execFile)

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spice-archive-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* inChunks(bytes: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const file = (name: string, body = 'x', more: Partial<TarHeader> = {}): TarEntry => ({
  header: { name, size: Buffer.byteLength(body), type: 'file', ...more },
  body,
})
const entry = (name: string, type: NonNullable<TarHeader['type']>, linkname?: string): TarEntry => ({
  header: { name, size: 0, type, ...(linkname !== undefined && { linkname }) },
})

const ADAPTER = [
  entry('/', 'directory'),
  file('adapter_config.json', '{"r":8}'),
  file('adapter_model.safetensors', 'w'),
]

test.each(['czf', 'cf'])('what the tar program packs (%s) comes out byte for byte', async (flags) => {
  const source = join(folder, 'source')
  await mkdir(join(source, 'tokenizer'), { recursive: true })
  const weights = Buffer.from(Uint8Array.from({ length: 300_001 }, (_, index) => (index * 7919) % 251))
  await writeFile(join(source, 'adapter_model.safetensors'), weights)
  await writeFile(join(source, 'adapter_config.json'), '{}')
  await writeFile(join(source, 'tokenizer', `${'long-name-'.repeat(12)}.json`), 'z')
  await run('tar', [flags, join(folder, 'a.tar'), '-C', source, '.'])
  const target = join(folder, 'deep', 'target')
  const files = await unpackArchive(inChunks(await readFile(join(folder, 'a.tar'))), target)
  expect(files).toEqual([
    'adapter_config.json',
    'adapter_model.safetensors',
    `tokenizer/${'long-name-'.repeat(12)}.json`,
  ])
  expect(await readFile(join(target, 'adapter_model.safetensors'))).toEqual(weights)
  expect(await readdir(target)).toEqual(['adapter_config.json', 'adapter_model.safetensors', 'tokenizer'])
})

test('a first entry "/", and chunks of any size', async () => {
  const packed = gzipSync(await packTar(ADAPTER))
  for (const size of [1, 3, 512, 100_000]) {
    const target = join(folder, `by-${size}`)
    expect(await unpackArchive(inChunks(packed, size), target)).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ])
    expect(await readFile(join(target, 'adapter_config.json'), 'utf8')).toBe('{"r":8}')
  }
})

test('a folder around everything is left away, one beside a file is not', async () => {
  const wrapped = await packTar([entry('run/step/', 'directory'), file('run/step/a'), file('run/step/sub/b')])
  expect(await unpackArchive(inChunks(wrapped), join(folder, 'one'))).toEqual(['a', 'sub/b'])
  const beside = await packTar([file('sub/b'), file('a')])
  expect(await unpackArchive(inChunks(beside), join(folder, 'two'))).toEqual(['a', 'sub/b'])
})

async function refusal(packed: Uint8Array, limits?: Parameters<typeof unpackArchive>[2]): Promise<string> {
  const target = join(folder, 'target')
  const error = await unpackArchive(inChunks(packed), target, limits).then(
    () => 'it was taken',
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TinkerError)
  expect((error as TinkerError).kind).toBe('protocol')
  expect(await readdir(target)).toEqual([])
  expect(await readdir(folder)).toEqual(['target'])
  return (error as TinkerError).message
}

test.each([
  '../out',
  'a/../../out',
  '/etc/out',
  '//out',
  'a//b',
  'C:\\out',
  'C:out',
  'a\\b',
  'a/\u0001',
  'a/b/c/d/e/f/g/h/i',
  'n'.repeat(256),
  `${'0123456789/'.repeat(100)}x`,
])('a file named %j is refused, and nothing stays', async (name) => {
  const archive = await packTar([file('adapter_config.json'), file(name)])
  expect(await refusal(archive)).toMatch(/no path inside a checkpoint|a name of \d+ bytes/)
})

test.each(['../out/', '..', '/etc/'])('a folder named %j is refused', async (name) => {
  expect(await refusal(await packTar([entry(name, 'directory')]))).toMatch('no path inside a checkpoint')
})

test.each([
  'symlink',
  'link',
  'character-device',
  'block-device',
  'fifo',
] as const)('a %s is refused', async (type) => {
  const archive = await packTar([
    file('a'),
    entry('b', type, type.endsWith('link') ? '/etc/passwd' : undefined),
  ])
  expect(await refusal(archive)).toMatch(`"b" is a ${type}`)
})

test('a folder and a file, or two files, of one name are refused', async () => {
  expect(await refusal(await packTar([file('a', '1'), file('./a', '2')]))).toMatch('"./a" comes twice')
  expect(await refusal(await packTar([file('a'), file('a/b')]))).toMatch('"a/b" comes twice')
})

test('a sparse file is refused: what it holds is not what it stands for', async () => {
  const sparse = file('a', 'x', { pax: { 'GNU.sparse.major': '1' } })
  expect(await refusal(await packTar([sparse]))).toMatch('"a" is a sparse file')
})

test('archives beyond the limits are refused before they are written', async () => {
  const two = await packTar([file('a', 'x'.repeat(600)), file('b', 'y'.repeat(600))])
  expect(await refusal(two, { maxBytes: 1000 })).toMatch('files of more than 1000 bytes')
  expect(await refusal(two, { maxEntries: 1 })).toMatch('more than 1 entries')
  // A header may claim what it likes.
  const claims = new Uint8Array(await packTar([file('a', 'x')]))
  Buffer.from(claims.buffer).write('77777777777\0', 124)
  expect(await refusal(resummed(claims), { maxBytes: 2 ** 20 })).toMatch('files of more than 1048576 bytes')
})

test('a bomb is stopped where it expands too far', async () => {
  const bomb = gzipSync(Buffer.alloc(300 * 2 ** 20), { level: 1 })
  let read = 0
  const packed = (async function* () {
    for await (const chunk of inChunks(bomb)) {
      read += chunk.length
      yield chunk
    }
  })()
  const small = { maxBytes: 2 ** 20, maxEntries: 10 }
  await expect(unpackArchive(packed, join(folder, 'target'), small)).rejects.toThrow('expand to more than')
  expect(read).toBeLessThan(bomb.length / 10)
  expect(await refusal(bomb, { maxExpansion: 2 })).toMatch('expand to more than')
})

/** The header's checksum, made right again. */
function resummed(archive: Uint8Array): Uint8Array {
  archive.fill(0x20, 148, 156)
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  Buffer.from(archive.buffer).write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return archive
}

test('archives that are cut off or changed leave nothing', async () => {
  const plain = await packTar(ADAPTER)
  const packed = gzipSync(plain)
  for (const length of [0, 1, 100, 511, 512, 600, 1024, 1500, plain.length - 600])
    await refusal(plain.subarray(0, length))
  for (const length of [2, 10, packed.length - 9, packed.length - 1])
    await refusal(packed.subarray(0, length))
  const changed = new Uint8Array(plain)
  changed[600] = 0x41
  expect(await refusal(changed)).toMatch('checksum')
  expect(await refusal(Buffer.from('<html>not found</html>'.repeat(100)))).toMatch('checkpoint archive: ')
})

test('random bytes never leave a file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 1200 }), fc.boolean(), async (bytes, zipped) => {
      await refusal(zipped ? gzipSync(bytes) : bytes)
    }),
    { numRuns: 100 },
  )
})

test('an error of the source comes through as it is, and the folder can be used again', async () => {
  const packed = gzipSync(await packTar(ADAPTER))
  // Such as a signal's reason, which may be any error.
  const lost = new Error('called off')
  const target = join(folder, 'target')
  const broken = (async function* () {
    yield packed.subarray(0, 50)
    throw lost
  })()
  await expect(unpackArchive(broken, target)).rejects.toBe(lost)
  expect(await unpackArchive(inChunks(packed), target)).toHaveLength(2)
})

test('a folder with something in it is left alone', async () => {
  const target = join(folder, 'target')
  await mkdir(target)
  await writeFile(join(target, 'mine'), '1')
  const unpacked = unpackArchive(inChunks(await packTar(ADAPTER)), target)
  await expect(unpacked).rejects.toThrow(SpiceError)
  await expect(unpacked).rejects.toThrow('is not empty: it has mine')
  expect(await readdir(target)).toEqual(['mine'])
})
