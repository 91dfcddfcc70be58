import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.js'
import { FakeHub } from '../hub/fixtures/fake-hub.js'
import { bundledModelPath, findModel, hubModelOf } from './find-model.js'
import { modelFingerprint } from './model-fingerprint.js'

const FILES = { 'config.json': '{}', 'tokenizer.json': '{}', 'model.safetensors': 'weights' }
const root = mkdtempSync(join(tmpdir(), 'spice-find-'))
let hub: FakeHub
beforeAll(async () => {
  hub = await new FakeHub({ 'Acme/Base': { kind: 'model', revisions: { main: FILES } } }).start()
})
afterAll(async () => {
  await hub.stop()
  rmSync(root, { recursive: true, force: true })
})

const configOf = (model: string, ...set: string[]) => loadConfig({ set: [`model=${model}`, ...set] })
const options = () => ({
  environment: {},
  endpoint: hub.hub,
  cacheFolder: join(root, 'cache'),
  token: false as const,
})

describe('findModel', () => {
  it('takes folders as they are, and knows the bundled one', async () => {
    expect(await findModel(configOf('bundled'))).toMatchObject({
      model: 'bundled',
      folder: bundledModelPath(),
    })
    expect(await findModel(configOf(root))).toEqual({
      model: root,
      folder: root,
      serverName: root,
      notes: [],
    })
  })

  it('pins a model of the hub to its commit, and brings weights only where they are computed with', async () => {
    const remote = await findModel(configOf('hf:Acme/Base', 'engine.type=tinker'), options())
    const commit = hub.commit('Acme/Base')
    expect(remote).toMatchObject({ model: `hf:Acme/Base@${commit}`, serverName: 'Acme/Base' })
    expect(hub.downloads().some(({ path }) => path.includes('model.safetensors'))).toBe(false)
    await findModel(configOf('hf:Acme/Base'), options())
    expect(hub.downloads().some(({ path }) => path.includes('model.safetensors'))).toBe(true)
    // What a resumed run asks for: the commit, which needs no hub.
    const again = await findModel(configOf(remote.model, 'engine.type=tinker'), {
      ...options(),
      offline: true,
    })
    expect(again.folder).toBe(remote.folder)
  })
})

it('a folder stands before a model of the hub of the same name, unless the prefix says otherwise', () => {
  const before = process.cwd()
  process.chdir(root)
  try {
    expect(hubModelOf('Acme/Base')).toEqual({ repository: 'Acme/Base', revision: undefined })
    mkdirSync('Acme/Base', { recursive: true })
    expect(hubModelOf('Acme/Base')).toBeUndefined()
    expect(hubModelOf('hf:Acme/Base')).toBeDefined()
    expect(hubModelOf('bundled')).toBeUndefined()
  } finally {
    process.chdir(before)
  }
})

describe('the fingerprint of a model', () => {
  const printOf = async (...set: string[]) => {
    const config = configOf('hf:Acme/Base', 'engine.type=tinker', ...set)
    return modelFingerprint(await findModel(config, options()), config)
  }

  it('on a server is what the server calls it and how it is trained there', async () => {
    const one = await printOf()
    expect(await printOf('engine.serverModel=Acme/Base', 'engine.baseUrl=http://127.0.0.1:1')).toBe(one)
    const others = [
      await printOf('engine.serverModel=Acme/Other'),
      await printOf('engine.rank=16'),
      await printOf('engine.target=skyrl-jax'),
    ]
    expect(new Set([one, ...others]).size).toBe(4)
  })
})
