import { expect, it } from 'vitest'
import { loadConfig } from '../config/index.js'
import { gameDifferences } from './config-differences.js'

const withGuest = (settings: string) =>
  loadConfig({ set: ['challenger.policy=fixed', `challenger.endpoint={templates: paper, ${settings}}`] })

it('a guest may move, but not become another', () => {
  const before = withGuest('baseUrl: "http://one:8000/v1", model: m')
  const moved = withGuest('baseUrl: "http://two:9000/v1", model: m, apiKeyEnv: OTHER_KEY, concurrency: 2')
  expect(gameDifferences(before, moved)).toEqual([])
  const another = withGuest('baseUrl: "http://one:8000/v1", model: n, system: Hello')
  expect(gameDifferences(before, another).map(({ path }) => path)).toEqual([
    'challenger.endpoint.model',
    'challenger.endpoint.system',
  ])
})
