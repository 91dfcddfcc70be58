import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.js'
import { gameDifferences } from './config-differences.js'

const configOf = (...set: string[]) => loadConfig({ set })
const remote = (...set: string[]) => configOf('engine.type=tinker', 'engine.target=skyrl-jax', ...set)
const paths = (before: string[], after: string[]) =>
  gameDifferences(remote(...before), remote(...after)).map(({ path }) => path)

describe('a resumed run on a server', () => {
  it('may reach it elsewhere, otherwise, and at another price', () => {
    const after = [
      'engine.baseUrl=http://127.0.0.1:8000',
      'engine.wire=json',
      'engine.concurrentSamples=7',
      'engine.checkpointTtlSeconds=60',
      'engine.prices.train=1',
      'iterations=3',
    ]
    expect(paths([], after)).toEqual([])
  })

  it.each([
    ['engine.target=skyrl-train', 'engine.target'],
    ['engine.rank=8', 'engine.rank'],
    ['engine.serverModel=other', 'engine.serverModel'],
    ['engine.contextTokens=99', 'engine.contextTokens'],
    ['engine.type=local', 'engine.type'],
    ['seed=1', 'seed'],
  ])('may not change %s', (assignment, path) => {
    expect(paths([], [assignment])).toEqual([path])
  })
})

it('any run may be measured otherwise', () => {
  const after = ['validity.measureAudit=false', 'evaluation.samples=3', 'checkpoint.keep=9']
  expect(gameDifferences(configOf(), configOf(...after))).toEqual([])
  const required = gameDifferences(configOf(), configOf('validity.openBookAudit=false', ...after))
  expect(required.map(({ path }) => path)).toEqual(['validity.openBookAudit'])
})

it('a local run asks nothing of settings that only servers have', () => {
  expect(gameDifferences(configOf(), configOf('engine.rank=8', 'engine.target=skyrl-jax'))).toEqual([])
  expect(gameDifferences(configOf(), configOf('engine.type=tinker')).map(({ path }) => path)).toEqual([
    'engine.type',
  ])
})
