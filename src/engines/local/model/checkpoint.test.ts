import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../../../errors.js'
import { randomStream } from '../../../random/index.js'
import { type CheckpointState, readCheckpoint, writeCheckpoint } from './checkpoint.js'
import { loadModel } from './load-model.js'
import type { ModelConfig } from './model-config.js'
import type { Tensor } from './tensor.js'
import { weightsHash } from './weights-hash.js'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

let root = ''
let next = 0
let config: ModelConfig
let state: CheckpointState
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'checkpoints-'))
  const model = await loadModel(fixture('qwen3'))
  config = model.config
  const random = randomStream({ seed: 1, iteration: 0, purpose: 'test', index: 0 })
  const noise = (length: number) => Float32Array.from({ length }, () => random.normal())
  const moments = new Map(
    [...model.weights].map(([name, { data }]) => [
      name,
      { first: noise(data.length), second: noise(data.length) },
    ]),
  )
  state = { weights: model.weights, moments, step: 41 }
})
afterAll(() => rm(root, { recursive: true }))

async function written(): Promise<string> {
  const directory = join(root, String(next++))
  await writeCheckpoint(directory, state)
  return directory
}

const FILES = ['model.safetensors', 'optimizer.safetensors', 'state.json']

describe('checkpoints', () => {
  it('bring back the exact state', async () => {
    const back = await readCheckpoint(await written(), config)
    expect(back.step).toBe(41)
    expect(weightsHash(back.weights)).toBe(weightsHash(state.weights))
    expect(new Map(back.moments)).toEqual(new Map(state.moments))
  })

  it('bring back the state before the first step', async () => {
    const directory = join(root, String(next++))
    await writeCheckpoint(directory, { ...state, moments: new Map(), step: 0 })
    expect((await readCheckpoint(directory, config)).moments.size).toBe(0)
  })

  it('are the same bytes for the same state', async () => {
    const [one, two] = [await written(), await written()]
    for (const name of FILES) expect(await readFile(join(one, name))).toEqual(await readFile(join(two, name)))
  })

  it.each(FILES)('name %s when it is missing, cut short or changed', async (name) => {
    const missing = await written()
    await rm(join(missing, name))
    const cut = await written()
    await truncate(join(cut, name), (await readFile(join(cut, name))).length - 3)
    const flipped = await written()
    const bytes = await readFile(join(flipped, name))
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 1
    await writeFile(join(flipped, name), bytes)
    for (const directory of [missing, cut, flipped]) {
      const error = await readCheckpoint(directory, config).catch((caught: unknown) => caught)
      expect(error).toBeInstanceOf(SpiceError)
      expect((error as SpiceError).message).toContain(directory)
      if (directory !== flipped) expect((error as SpiceError).message).toContain(name)
    }
  })

  it('refuse another version and another model', async () => {
    const future = await written()
    const text = await readFile(join(future, 'state.json'), 'utf8')
    await writeFile(join(future, 'state.json'), text.replace('"version": 1', '"version": 2'))
    await expect(readCheckpoint(future, config)).rejects.toThrow(
      /version 2, expected "spice-checkpoint" version 1/,
    )
    const { config: other } = await loadModel(fixture('qwen2'))
    await expect(readCheckpoint(await written(), other)).rejects.toThrow(/model\.safetensors: tensor/)
  })

  it('refuse moments for a part of the weights only', async () => {
    const directory = join(root, String(next++))
    const [[name, pair]] = state.moments as unknown as [
      [string, { first: Float32Array; second: Float32Array }],
    ]
    await writeCheckpoint(directory, { ...state, moments: new Map([[name, pair]]) })
    await expect(readCheckpoint(directory, config)).rejects.toThrow(
      /optimizer\.safetensors: a moment of .* found none/,
    )
  })
})

describe('weightsHash', () => {
  const tensor = (shape: number[], ...data: number[]): Tensor => ({ shape, data: Float32Array.from(data) })
  it('depends on names, shapes and bits, not on the order', () => {
    const a = tensor([2], 1, 2)
    const b = tensor([1], 3)
    const hash = weightsHash(
      new Map([
        ['a', a],
        ['b', b],
      ]),
    )
    expect(
      weightsHash(
        new Map([
          ['b', b],
          ['a', a],
        ]),
      ),
    ).toBe(hash)
    const others = [
      new Map([
        ['a', b],
        ['b', a],
      ]),
      new Map([
        ['a', tensor([1, 2], 1, 2)],
        ['b', b],
      ]),
      new Map([
        ['a', tensor([2], 1, 2 + 2 ** -22)],
        ['b', b],
      ]),
      new Map([['a', a]]),
    ]
    expect(new Set([hash, ...others.map(weightsHash)]).size).toBe(5)
  })
})
