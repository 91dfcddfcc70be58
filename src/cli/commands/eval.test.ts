import { expect, it } from 'vitest'
import { loadConfig } from '../../config/index.js'
import { evalConfig } from './eval.js'

it.each([
  [{}, 1, 0],
  [{ temperature: 0 }, 1, 0],
  [{ temperature: 0.6 }, 1, 0.6],
  [{ samples: 1 }, 1, 0],
  [{ samples: 8 }, 8, 1],
  [{ samples: 32, temperature: 0.6 }, 32, 0.6],
])('a run that samples 4 answers at temperature 1 is asked by %j: %i at %d', (flags, samples, temperature) => {
  const config = loadConfig({ preset: 'quickstart' })
  expect(config.evaluation).toMatchObject({ samples: 4, temperature: 1 })
  expect(evalConfig(config, flags).evaluation).toEqual({ ...config.evaluation, samples, temperature })
})
