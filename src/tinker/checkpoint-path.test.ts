import { expect, test } from 'vitest'
import { formatCheckpointPath, parseCheckpointPath } from './checkpoint-path.js'

test('paths of both kinds, and the short one of SkyRL', () => {
  const hosted = 'tinker://5d0f-77:train:0/sampler_weights/000010'
  expect(parseCheckpointPath(hosted)).toEqual({ modelId: '5d0f-77:train:0', kind: 'sampler', name: '000010' })
  expect(parseCheckpointPath('tinker://model_1/weights/step-1')).toEqual({
    modelId: 'model_1',
    kind: 'training',
    name: 'step-1',
  })
  expect(formatCheckpointPath(parseCheckpointPath('tinker://model_1/a'))).toBe(
    'tinker://model_1/sampler_weights/a',
  )
  expect(formatCheckpointPath(parseCheckpointPath('tinker://m/weights/a'))).toBe('tinker://m/weights/a')
})

test.each([
  'tinker://m',
  'tinker://m/weights/',
  'tinker:///weights/a',
  'https://m/weights/a',
  'tinker://m/weights/a/b',
  'tinker://m/other/a',
  'tinker://m/weights/..',
  'tinker://../weights/a',
  'tinker://m/weights/a?x=1',
  'tinker://m/weights/a b',
  '',
])('%j is none', (path) => {
  expect(() => parseCheckpointPath(path)).toThrow('is no path of a checkpoint')
})
