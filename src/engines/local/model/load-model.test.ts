import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../../../errors.js'
import { exportModel } from './export-model.js'
import { loadModel, type Weights } from './load-model.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'
import { weightsHash } from './weights-hash.js'

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url))

let root = ''
let next = 0
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'models-'))
})
afterAll(() => rm(root, { recursive: true }))

const freshFolder = () => join(root, String(next++))

/** A copy of a fixture model to spoil. */
async function copyOf(name: string): Promise<string> {
  const folder = freshFolder()
  await cp(join(FIXTURES, name), folder, { recursive: true })
  return folder
}

/** A fixture with its tensors changed, in one file. */
async function changed(change: (weights: Weights) => void): Promise<string> {
  const folder = await copyOf('llama')
  const { weights } = await loadModel(folder)
  change(weights)
  await writeSafetensors(join(folder, 'model.safetensors'), weights)
  return folder
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(SpiceError)
  return (error as SpiceError).message
}

describe('loadModel', () => {
  it('reads shards, f16 and bf16 with the shapes that the configuration asks for', async () => {
    const llama = await loadModel(join(FIXTURES, 'llama'))
    expect(llama.weights.get('lm_head.weight')?.shape).toEqual([67, 16])
    expect(llama.weights.get('model.layers.1.self_attn.k_proj.weight')?.shape).toEqual([8, 16])
    const qwen2 = await loadModel(join(FIXTURES, 'qwen2'))
    expect(qwen2.weights.get('model.layers.0.self_attn.q_proj.bias')?.shape).toEqual([16])
    expect(qwen2.weights.has('lm_head.weight')).toBe(false)
    const qwen3 = await loadModel(join(FIXTURES, 'qwen3'))
    expect(qwen3.weights.get('model.layers.0.self_attn.q_norm.weight')?.shape).toEqual([8])
  })

  it('names a tensor that is missing', async () => {
    const folder = await changed((weights) => weights.delete('model.norm.weight'))
    expect(await refusal(loadModel(folder))).toMatch(/model\.norm\.weight of shape \[16\] is missing/)
  })

  it('names a tensor of the wrong shape with both shapes', async () => {
    const folder = await changed((weights) =>
      weights.set('model.norm.weight', { shape: [2], data: new Float32Array(2) }),
    )
    expect(await refusal(loadModel(folder))).toMatch(
      /model\.safetensors: tensor model\.norm\.weight has shape \[2\], config\.json makes it \[16\]/,
    )
  })

  it('refuses a tensor that no Llama has, and leaves out what follows from the rest', async () => {
    const one = { shape: [1], data: Float32Array.of(1) }
    const strange = await changed((weights) => weights.set('model.layers.0.self_attn.q_proj.bias', one))
    expect(await refusal(loadModel(strange))).toMatch(/q_proj\.bias is no part of this llama model/)
    const old = await changed((weights) => weights.set('model.layers.0.self_attn.rotary_emb.inv_freq', one))
    expect((await loadModel(old)).weights.has('model.layers.0.self_attn.rotary_emb.inv_freq')).toBe(false)
  })

  it.each([
    ['../../../etc/passwd'],
    ['/etc/passwd'],
    ['sub/model.safetensors'],
    [7],
  ])('refuses the shard %s: it could lie outside of the folder', async (name) => {
    const folder = await copyOf('llama')
    const index = join(folder, 'model.safetensors.index.json')
    await writeFile(index, JSON.stringify({ weight_map: { 'model.norm.weight': name } }))
    expect(await refusal(loadModel(folder))).toContain(
      `${JSON.stringify(name)} is no name of a safetensors file`,
    )
  })

  it('names a shard that is truncated', async () => {
    const folder = await copyOf('llama')
    const shard = join(folder, 'model-00002-of-00003.safetensors')
    await writeFile(shard, (await readFile(shard)).subarray(0, -4))
    expect(await refusal(loadModel(folder))).toMatch(
      /model-00002-of-00003\.safetensors: the file is truncated/,
    )
  })

  it('says which formats it reads when there are no weights', async () => {
    const folder = await copyOf('qwen2')
    await rm(join(folder, 'model.safetensors'))
    expect(await refusal(loadModel(folder))).toMatch(
      /model\.safetensors: not found, nor model\.safetensors\.index/,
    )
  })
})

describe('exportModel', () => {
  it('writes a folder that loads again with the same bits and says its type', async () => {
    const sourceFolder = join(FIXTURES, 'qwen3')
    const { config, weights } = await loadModel(sourceFolder)
    const folder = freshFolder()
    await exportModel(folder, { sourceFolder, weights })
    expect((await readdir(folder)).sort()).toEqual([
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
    const again = await loadModel(folder)
    expect(again.config).toEqual(config)
    expect(weightsHash(again.weights)).toBe(weightsHash(weights))
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      dtype: 'float32',
    })
  })

  it('rounds to bf16 where asked', async () => {
    const sourceFolder = join(FIXTURES, 'llama')
    const { weights } = await loadModel(sourceFolder)
    const folder = freshFolder()
    await exportModel(folder, { sourceFolder, weights, dtype: 'bf16' })
    const [before, after] = [weights, await readSafetensors(join(folder, 'model.safetensors'))].map(
      (tensors) => tensors.get('model.norm.weight')?.data as Float32Array,
    ) as [Float32Array, Float32Array]
    for (const [i, x] of before.entries())
      expect(Math.abs((after[i] as number) / x - 1)).toBeLessThan(2 ** -8)
    expect(after).not.toEqual(before)
  })

  it('refuses weights of another model and its own source', async () => {
    const { weights } = await loadModel(join(FIXTURES, 'llama'))
    const sourceFolder = join(FIXTURES, 'qwen2')
    expect(await refusal(exportModel(freshFolder(), { sourceFolder, weights }))).toMatch(
      /lm_head\.weight is no part/,
    )
    weights.delete('lm_head.weight')
    expect(await refusal(exportModel(freshFolder(), { sourceFolder, weights }))).toMatch(
      /model\.embed_tokens\.weight should have shape \[64,16\], found \[67,16\]/,
    )
    expect(await refusal(exportModel(sourceFolder, { sourceFolder, weights }))).toMatch(
      /is the folder of the source/,
    )
  })
})
