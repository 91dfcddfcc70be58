import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hurriedClock } from './fixtures/hurried-clock.js'
import { idleClock } from './fixtures/idle-clock.js'
import { type Reply, type Script, startScriptedServer } from './fixtures/scripted-server.js'
import { startSimulatedServer } from './fixtures/simulated-server.js'
import { openTinkerClient, type TinkerNotice } from './index.js'

const open: { close(): Promise<void> }[] = []
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tinker-download-'))
})
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
  await rm(folder, { recursive: true, force: true })
})

const PATH = 'tinker://m/sampler_weights/a'
const ARCHIVE = 'training_runs/m/checkpoints/sampler_weights/a/archive'

async function trained(dialect: 'hosted' | 'skyrl') {
  const server = await startSimulatedServer({ dialect })
  const repeats = dialect === 'hosted' ? 'recognised' : undefined
  const client = openTinkerClient({
    baseUrl: server.url,
    apiKey: 'tml-test',
    clock: hurriedClock(10),
    repeats,
  })
  open.push(server, client)
  const model = await (await client.openSession()).createModel({ baseModel: 'toy/base', rank: 4 })
  return { server, client, path: (await model.saveForSampler('a').result).path }
}

// The store of the hosted kind refuses whoever shows it a key.
test.each([
  'hosted',
  'skyrl',
] as const)('%s: an adapter, by whatever way the server sends us', async (dialect) => {
  const { client, path } = await trained(dialect)
  const seen: number[] = []
  const files = await client.downloadCheckpoint(path, join(folder, 'new'), {
    onProgress: (bytes) => seen.push(bytes),
  })
  expect([...files].sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors'])
  expect(await readdir(join(folder, 'new'))).toEqual(['adapter_config.json', 'adapter_model.safetensors'])
  expect(seen.at(-1)).toBeGreaterThan(100)
})

async function scripted(script: Script, other: Script = {}) {
  const store = await startScriptedServer(other)
  const server = await startScriptedServer({ ...script })
  const notices: TinkerNotice[] = []
  const onNotice = (notice: TinkerNotice) => void notices.push(notice)
  const client = openTinkerClient({
    baseUrl: server.url,
    apiKey: 'tml-test',
    clock: idleClock(),
    onNotice,
  })
  open.push(store, server, client)
  return { store, server, client, notices }
}

describe('another origin', () => {
  test.each<[string, (url: string) => Reply]>([
    ['a redirect', (url) => ({ status: 302, headers: { location: `${url}/signed?sig=1` } })],
    ['an address', (url) => ({ body: { url: `${url}/signed?sig=1`, expires: 'soon' } })],
  ])('gets no key: %s', async (_, pointTo) => {
    const store = await startScriptedServer({
      '/signed?sig=1': [{ status: 403, body: '<Error>AccessDenied</Error>' }],
    })
    open.push(store)
    const { server, client } = await scripted({ [ARCHIVE]: [pointTo(store.url)] })
    const error = await client.downloadCheckpoint(PATH, folder).catch((caught: Error) => caught)
    expect(error).toMatchObject({ kind: 'rejected', status: 403 })
    expect(String(error)).not.toContain('sig=')
    expect(server.of(ARCHIVE)[0]?.headers['x-api-key']).toBe('tml-test')
    expect(store.received).toHaveLength(1)
    expect(store.received[0]?.headers).not.toHaveProperty('x-api-key')
  })
})

describe('what goes wrong on the way', () => {
  const begun: Reply = (response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': 5000 })
    response.write(Buffer.alloc(1024), () => setTimeout(() => response.destroy(), 20))
  }

  test('a stream that breaks leaves the folder empty', async () => {
    const { client } = await scripted({ [ARCHIVE]: [begun] })
    await expect(client.downloadCheckpoint(PATH, folder)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('broke off'),
    })
    expect(await readdir(folder)).toEqual([])
  })

  test('a request without an answer is made again, a few times', async () => {
    const { client, server, notices } = await scripted({ [ARCHIVE]: ['break'] })
    await expect(client.downloadCheckpoint(PATH, folder)).rejects.toMatchObject({ kind: 'unreachable' })
    expect(server.of(ARCHIVE)).toHaveLength(4)
    expect(notices[0]).toMatchObject({ kind: 'retry' })
  })

  test('a server that is still packing is waited for', async () => {
    const { client, server } = await scripted({
      [ARCHIVE]: [{ status: 503 }, { status: 503 }, { status: 404 }],
    })
    await expect(client.downloadCheckpoint(PATH, folder)).rejects.toMatchObject({
      kind: 'rejected',
      status: 404,
    })
    expect(server.of(ARCHIVE)).toHaveLength(3)
  })

  test('the signal ends it in the middle', async () => {
    const stopped: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).write(Buffer.alloc(1024))
    }
    const { client } = await scripted({ [ARCHIVE]: [stopped] })
    const own = new AbortController()
    const download = client.downloadCheckpoint(PATH, folder, {
      signal: own.signal,
      onProgress: () => own.abort(new Error('enough')),
    })
    await expect(download).rejects.toThrow('enough')
    expect(await readdir(folder)).toEqual([])
  })

  test('a folder that is in use ends the answer that nobody reads', async () => {
    let ended = false
    const endless: Reply = (response) => {
      response.once('close', () => {
        ended = true
      })
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).write(Buffer.alloc(1024))
    }
    const { client } = await scripted({ [ARCHIVE]: [endless] })
    await mkdir(join(folder, 'used'))
    await writeFile(join(folder, 'used', 'file'), '')
    await expect(client.downloadCheckpoint(PATH, join(folder, 'used'))).rejects.toThrow('is not empty')
    await expect.poll(() => ended, { interval: 5, timeout: 10_000 }).toBe(true)
  })
})
