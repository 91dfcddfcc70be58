import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { expectedTensors, loadModel, parameterCount } from '../../src/engines/local/model/index.js'
import { initialWeights, SHAPE, writeInitialModel } from './initial-model.js'

const folder = await mkdtemp(join(tmpdir(), 'seed-initial-'))
afterAll(() => rm(folder, { recursive: true }))

it('writes a folder that loads as the Qwen3 of its configuration', async () => {
  await writeInitialModel(folder, 5)
  const { config, weights } = await loadModel(folder)
  expect(config.family).toBe('qwen3')
  expect(new Set(weights.keys())).toEqual(new Set(expectedTensors(config).keys()))
  expect(parameterCount(config)).toBe(722_304)
})

it('draws normal weights of deviation .02, smaller where blocks write, reproducibly', () => {
  const weights = initialWeights(5)
  const deviation = (name: string) => {
    const { data } = weights.get(name) as { data: Float32Array }
    return Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length)
  }
  expect(deviation('model.embed_tokens.weight')).toBeCloseTo(0.02, 3)
  expect(deviation('model.layers.1.mlp.down_proj.weight')).toBeCloseTo(0.02 / Math.sqrt(2 * SHAPE.layers), 3)
  expect(weights.get('model.norm.weight')?.data.every((x) => x === 1)).toBe(true)
  expect(initialWeights(5)).toEqual(weights)
  expect(initialWeights(6)).not.toEqual(weights)
})
