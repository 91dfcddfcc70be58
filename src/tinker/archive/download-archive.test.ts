import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseCheckpointPath } from '../checkpoint-path.js'
import { TinkerError } from '../tinker-error.js'
import { errorDetail } from '../wire/index.js'
import { type ArchiveHttp, type ArchiveResponse, downloadArchive } from './index.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spice-archive-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const CHECKPOINT = parseCheckpointPath('tinker://5d0f:train:0/sampler_weights/000010')
const API = 'https://tinker.example/services/prod'
const HOSTED = `${API}/api/v1/training_runs/5d0f:train:0/checkpoints/sampler_weights/000010/archive`
const BARE = `${API}/api/v1/training_runs/5d0f:train:0/checkpoints/000010/archive`

const tar = (files: Readonly<Record<string, string>>) =>
  packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: Buffer.byteLength(body), type: 'file' as const },
      body,
    })),
  )
const adapter = () => tar({ 'adapter_config.json': '{"r":8}', 'adapter_model.safetensors': 'w' })

function answer(
  status: number,
  headers: Record<string, string> = {},
  body: Uint8Array | string = '',
): ArchiveResponse {
  return {
    status,
    headers,
    body: (async function* () {
      yield Buffer.from(body)
    })(),
  }
}

/** Answers each address by its list, in order, the last one for ever; notes what was asked, and what was slept. */
function server(pages: Readonly<Record<string, readonly (() => ArchiveResponse)[]>>, baseUrl = API) {
  const asked: string[] = []
  const slept: number[] = []
  const counts = new Map<string, number>()
  const http: ArchiveHttp = {
    baseUrl,
    async get(url, { key }) {
      asked.push(`${key ? 'key' : 'no key'} ${url}`)
      const list = pages[url] ?? [() => answer(404, {}, '{"detail":"Not Found"}')]
      const count = counts.get(url) ?? 0
      counts.set(url, count + 1)
      return (list[Math.min(count, list.length - 1)] as () => ArchiveResponse)()
    },
    async sleep(milliseconds) {
      slept.push(milliseconds)
    },
    textOf: errorDetail,
  }
  return { http, asked, slept }
}

async function refusal(http: ArchiveHttp, checkpoint = CHECKPOINT): Promise<TinkerError> {
  const error = await downloadArchive(http, checkpoint, join(folder, 'out')).then(
    () => 'it was taken',
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TinkerError)
  return error as TinkerError
}

test('hosted: a redirect to a signed address, which never sees the key', async () => {
  const packed = await adapter()
  const signed = 'https://storage.example/a.tar?signature=1'
  const { http, asked } = server({
    [HOSTED]: [() => answer(302, { location: signed })],
    [signed]: [() => answer(200, { 'content-length': String(packed.length) }, packed)],
  })
  const progress: unknown[] = []
  const files = await downloadArchive(http, CHECKPOINT, join(folder, 'out'), {
    onProgress: (bytes, total) => progress.push([bytes, total]),
  })
  expect(files).toEqual(['adapter_config.json', 'adapter_model.safetensors'])
  expect(await readFile(join(folder, 'out', 'adapter_config.json'), 'utf8')).toBe('{"r":8}')
  expect(asked).toEqual([`key ${HOSTED}`, `no key ${signed}`])
  expect(progress).toEqual([[packed.length, packed.length]])
})

test('hosted: the signed address in a JSON answer, which may redirect once more', async () => {
  const packed = gzipSync(await adapter())
  const url = 'https://storage.example/a'
  const { http, asked } = server({
    [HOSTED]: [
      () => answer(200, { 'content-type': 'application/json' }, JSON.stringify({ url, expires: 'soon' })),
    ],
    [url]: [() => answer(307, { location: '/b' })],
    'https://storage.example/b': [() => answer(200, {}, packed)],
  })
  expect(await downloadArchive(http, CHECKPOINT, join(folder, 'out'))).toHaveLength(2)
  expect(asked.slice(1)).toEqual([`no key ${url}`, 'no key https://storage.example/b'])
})

test('SkyRL: the bare name, and a download from the server itself', async () => {
  const base = 'http://127.0.0.1:8000'
  const run = `${base}/api/v1/training_runs/model_1/checkpoints`
  const { http, asked } = server(
    {
      [`${run}/sampler_weights/s1/archive`]: [() => answer(405, {}, '{"detail":"Method Not Allowed"}')],
      [`${run}/s1/archive`]: [() => answer(302, { location: `${run}/s1/download` })],
      [`${run}/s1/download`]: [
        () => answer(200, { 'content-type': 'application/octet-stream' }, gzipSync(Buffer.from(packed))),
      ],
    },
    base,
  )
  const packed = await adapter()
  const checkpoint = parseCheckpointPath('tinker://model_1/s1')
  expect(await downloadArchive(http, checkpoint, join(folder, 'out'))).toHaveLength(2)
  expect(asked).toEqual([
    `key ${run}/sampler_weights/s1/archive`,
    `key ${run}/s1/archive`,
    `no key ${run}/s1/download`,
  ])
})

test('an archive that is still being packed is waited for, not for ever', async () => {
  const packed = await adapter()
  const busy = () => answer(503, {}, '{"detail":"building"}')
  const later = server({ [HOSTED]: [busy, busy, () => answer(200, {}, packed)] })
  expect(await downloadArchive(later.http, CHECKPOINT, join(folder, 'out'))).toHaveLength(2)
  expect(later.slept).toEqual([30_000, 30_000])
  const never = server({ [HOSTED]: [busy] })
  await rm(join(folder, 'out'), { recursive: true })
  const error = await refusal(never.http)
  expect([error.kind, error.status]).toEqual(['unreachable', 503])
  expect(never.slept).toHaveLength(5)
})

test('a whole model is taken as well, and what is no model is removed', async () => {
  const served = async (files: Readonly<Record<string, string>>) => {
    const packed = await tar(files)
    return server({ [HOSTED]: [() => answer(200, {}, packed)] }).http
  }
  const model = { 'config.json': '{}', 'model-00001-of-00002.safetensors': '1', 'tokenizer.json': '{}' }
  expect(await downloadArchive(await served(model), CHECKPOINT, join(folder, 'model'))).toHaveLength(3)
  const error = await refusal(await served({ 'folder/MARKER': '', b: '' }))
  expect(error.kind).toBe('failed')
  expect(error.message).toMatch('holds no model, but: b, folder/MARKER')
  expect(error.hint).toMatch('under a name')
  expect(await readdir(join(folder, 'out'))).toEqual([])
})

test.each([
  [401, 'authentication'],
  [402, 'billing'],
  [404, 'rejected'],
  [500, 'failed'],
])('an answer %i is %s', async (status, kind) => {
  const page = [() => answer(status, {}, '{"detail":"why"}')]
  const error = await refusal(server({ [HOSTED]: page, [BARE]: page }).http)
  expect([error.kind, error.status]).toEqual([kind, status])
  expect(error.message).toMatch(`${status}: why`)
})

test.each([
  'http://storage.example/a',
  'file:///etc/passwd',
  'https://user@storage.example/',
  'https://[/',
])('from https it does not go to %s', async (location) => {
  const { http, asked } = server({ [HOSTED]: [() => answer(302, { location })] })
  const error = await refusal(http)
  expect(error.kind).toBe('protocol')
  expect(asked).toHaveLength(1)
})

test('a circle of redirects ends', async () => {
  const { http, asked } = server({ [HOSTED]: [() => answer(302, { location: HOSTED })] })
  expect((await refusal(http)).message).toMatch('more than 5 redirects')
  expect(asked.filter((line) => line.startsWith('key'))).toHaveLength(1)
})

test('a training checkpoint has nothing to download', async () => {
  const { http, asked } = server({})
  const error = await refusal(http, parseCheckpointPath('tinker://m/weights/a'))
  expect(error.kind).toBe('rejected')
  expect(asked).toEqual([])
})
