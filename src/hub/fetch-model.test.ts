import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeHub, TOKEN } from './fixtures/fake-hub.js'
import { fetchModelFiles, type HubProgress, type ModelFilesOptions, parseModelName } from './index.js'

const TOKENIZER = JSON.stringify({ version: '1.0', filler: 'x'.repeat(60_000) })
const FILES = {
  '.gitattributes': '*.safetensors filter=lfs\n',
  'README.md': '# A model\n',
  'config.json': '{"model_type":"qwen3"}',
  'generation_config.json': '{"eos_token_id":1}',
  'merges.txt': '',
  'model-00001-of-00002.safetensors': 'one',
  'model-00002-of-00002.safetensors': 'two',
  'model.safetensors.index.json': '{}',
  'original/consolidated.safetensors': 'never',
  'tokenizer.json': TOKENIZER,
  'tokenizer_config.json': '{"eos_token":"<eos>"}',
}

let hub: FakeHub
let root: string
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'spice-hub-model-'))
  hub = await new FakeHub({
    'Acme/Small-Base': { kind: 'model', revisions: { main: FILES, v1: { ...FILES, 'README.md': 'old' } } },
    'Acme/Hidden': { kind: 'model', access: 'private', revisions: { main: FILES } },
    'Acme/Slow': { kind: 'model', revisions: { main: { 'config.json': '{}', 'tokenizer.model': '' } } },
    'Acme/Rows': { revisions: { main: { 'config.json': '{}', 'tokenizer.json': '{}' } } },
  }).start()
})
afterEach(async () => {
  await hub.stop()
  rmSync(root, { recursive: true, force: true })
})

const options = (more: Partial<ModelFilesOptions> = {}): ModelFilesOptions => ({
  weights: false,
  environment: {},
  endpoint: hub.hub,
  cacheFolder: root,
  token: false,
  patience: { tries: 3, firstSeconds: 0.01, longestSeconds: 0.05, longestAsked: 1 },
  ...more,
})
const DESCRIBED = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json']

describe('fetchModelFiles', () => {
  it('downloads what describes the model and no weights, into the standard layout', async () => {
    const got = await fetchModelFiles('Acme/Small-Base', options())
    const commit = hub.commit('Acme/Small-Base')
    expect(got).toMatchObject({ repository: 'Acme/Small-Base', commit, files: DESCRIBED, fromCache: false })
    const folder = join(root, 'models--Acme--Small-Base')
    expect(got.folder).toBe(join(folder, 'snapshots', commit))
    expect(readFileSync(join(got.folder, 'tokenizer.json'), 'utf8')).toBe(TOKENIZER)
    expect(readlinkSync(join(got.folder, 'config.json'))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/)
    expect(readFileSync(join(folder, 'refs', 'main'), 'utf8')).toBe(commit)
    expect(hub.downloads().filter(({ path }) => path.includes('safetensors'))).toEqual([])
    expect(hub.seen.filter(({ path }) => path.includes('/datasets/'))).toEqual([])
  })

  it('is found offline afterwards, by branch and by commit, without a request', async () => {
    await fetchModelFiles('Acme/Small-Base', options())
    const asked = hub.seen.length
    for (const name of ['Acme/Small-Base', `hf:Acme/Small-Base@${hub.commit('Acme/Small-Base')}`]) {
      const got = await fetchModelFiles(name, options({ offline: true }))
      expect(got).toMatchObject({ files: DESCRIBED, fromCache: true })
    }
    expect(hub.seen.length).toBe(asked)
    await expect(fetchModelFiles('Acme/Small-Base@v1', options({ offline: true }))).rejects.toThrow(
      /hf:Acme\/Small-Base@v1 is not whole in the cache and HF_HUB_OFFLINE is set/,
    )
    await expect(
      fetchModelFiles('Acme/Small-Base', options({ offline: true, weights: true })),
    ).rejects.toThrow(/model-00001-of-00002\.safetensors.* are not/)
  })

  it('finds offline what huggingface_hub cached: links to blobs, a ref, no listing', async () => {
    const folder = join(root, 'models--Acme--Other')
    const commit = 'c0ffee'.padEnd(40, '0')
    const put = (path: string, text: string) => {
      const blob = `${path.length}`.padStart(40, 'b')
      mkdirSync(join(folder, 'blobs'), { recursive: true })
      mkdirSync(join(folder, 'snapshots', commit), { recursive: true })
      writeFileSync(join(folder, 'blobs', blob), text)
      symlinkSync(`../../blobs/${blob}`, join(folder, 'snapshots', commit, path))
    }
    put('config.json', '{}')
    mkdirSync(join(folder, 'refs'))
    writeFileSync(join(folder, 'refs', 'main'), commit)
    const offline = options({ offline: true })
    await expect(fetchModelFiles('Acme/Other', offline)).rejects.toThrow(/it has no tokenizer\.json/)
    put('tokenizer.json', '{}')
    put('tokenizer_config.json', '{}')
    const got = await fetchModelFiles('Acme/Other', offline)
    expect(got).toMatchObject({
      commit,
      folder: join(folder, 'snapshots', commit),
      files: ['config.json', 'tokenizer.json', 'tokenizer_config.json'],
      fromCache: true,
    })
    expect(hub.seen).toEqual([])
  })

  it('goes on where a connection broke', async () => {
    let broke = 0
    hub.fault = ({ server }) => (server === 'store' && broke++ === 0 ? { breakAfter: 20_000 } : undefined)
    await fetchModelFiles('Acme/Small-Base', options({ concurrency: 1 }))
    const ranges = hub.downloads().map(({ range }) => range)
    expect(ranges.filter((range) => range === 'bytes=20000-').length).toBeGreaterThan(0)
  })

  it('with weights takes all shards, not other copies of them, and says the size beforehand', async () => {
    const heard: HubProgress[] = []
    const got = await fetchModelFiles(
      'Acme/Small-Base',
      options({ weights: true, onProgress: (p) => heard.push(p) }),
    )
    expect(got.files).toEqual([
      'config.json',
      'generation_config.json',
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
    expect(heard[0]).toMatchObject({ bytes: got.bytes })
  })

  it('sends the token of a private model, and names what is wrong otherwise', async () => {
    const got = await fetchModelFiles('Acme/Hidden', options({ token: TOKEN }))
    expect(got.files).toEqual(DESCRIBED)
    await expect(
      fetchModelFiles('Acme/Hidden', options({ cacheFolder: join(root, 'else') })),
    ).rejects.toThrow(/model Acme\/Hidden is not on .*or is private and there is no token/)
    await expect(fetchModelFiles('Acme/Slow', options())).rejects.toThrow(
      /model Acme\/Slow has no tokenizer\.json/,
    )
    // A dataset of that name is no model.
    await expect(fetchModelFiles('Acme/Rows', options())).rejects.toThrow(/model Acme\/Rows is not on/)
  })
})

describe('parseModelName', () => {
  it.each([
    ['Qwen/Qwen3-4B-Base', { repository: 'Qwen/Qwen3-4B-Base', revision: undefined }],
    ['hf:gpt2', { repository: 'gpt2', revision: undefined }],
    ['hf:a/b@refs/pr/1', { repository: 'a/b', revision: 'refs/pr/1' }],
    ['gpt2', undefined],
    ['./a/b', undefined],
    ['../b', undefined],
    ['a/b/c', undefined],
    ['/a/b', undefined],
    ['a/..', undefined],
  ])('%s', (text, model) => {
    expect(parseModelName(text)).toEqual(model)
  })

  it('refuses a name that is meant to be one and is none', () => {
    for (const text of ['hf:', 'hf:../x', 'hf:a/b@../../x', 'hf:a/b@x@y'])
      expect(() => parseModelName(text)).toThrow(/is not a model on the hub/)
  })
})
