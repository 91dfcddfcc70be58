import { describe, expect, test } from 'vitest'
import { settingsOf } from './settings.js'
import { TinkerError } from './tinker-error.js'

const KEY = { TINKER_API_KEY: 'tml-of-the-environment' }

function refusal(act: () => unknown): TinkerError {
  try {
    act()
  } catch (error) {
    if (error instanceof TinkerError) return error
  }
  throw new Error('it was not refused')
}

describe('the address', () => {
  test('is the option, else the environment, else the hosted service; empty is not set', () => {
    const env = { ...KEY, TINKER_BASE_URL: 'http://127.0.0.1:1/of-env/' }
    expect(settingsOf({ baseUrl: 'http://localhost:8000//' }, env).baseUrl).toBe('http://localhost:8000')
    expect(settingsOf({}, env).baseUrl).toBe('http://127.0.0.1:1/of-env')
    const hosted = settingsOf({ baseUrl: '' }, { ...KEY, TINKER_BASE_URL: '' })
    expect(hosted.baseUrl).toMatch(/^https:\/\/tinker\.thinkingmachines\.dev\/services\//)
    expect(hosted.hosted).toBe(true)
  })

  test.each([
    'localhost',
    'ftp://localhost',
    'http://tml-secret@localhost',
    'http://u:tml-secret@localhost',
    'http://localhost?key=tml-secret',
    'http://localhost/#tml-secret',
  ])('%s is refused, and what may be a key is not quoted', (baseUrl) => {
    const error = refusal(() => settingsOf({ baseUrl }, {}))
    expect(error.kind).toBe('rejected')
    expect(`${error.message} ${error.hint}`).not.toContain('tml-secret')
  })

  test('a name that only ends alike is not the hosted service', () => {
    expect(settingsOf({ baseUrl: 'https://notthinkingmachines.dev' }, {}).hosted).toBe(false)
    expect(settingsOf({ baseUrl: 'https://thinkingmachines.dev.example.org' }, {}).hosted).toBe(false)
  })
})

describe('the key of the environment', () => {
  test.each([
    ['https://example.org', true],
    ['http://localhost:8000', true],
    ['http://127.1.2.3:8000', true],
    ['http://[::1]:8000', true],
    ['http://example.org', false],
    ['http://10.0.0.7:8000', false],
    ['http://localhost.example.org', false],
    ['http://127.0.0.1.example.org', false],
  ])('%s gets it: %s', (baseUrl, gets) => {
    expect(settingsOf({ baseUrl }, KEY).apiKey).toBe(gets ? 'tml-of-the-environment' : undefined)
  })

  test('one given as an option goes anywhere, and an empty one is none', () => {
    expect(settingsOf({ baseUrl: 'http://10.0.0.7:8000', apiKey: ' tml-own\n' }, KEY).apiKey).toBe('tml-own')
    expect(settingsOf({ baseUrl: 'http://localhost', apiKey: '' }, KEY).apiKey).toBeUndefined()
  })

  test('the hosted service wants one', () => {
    expect(refusal(() => settingsOf({}, {})).kind).toBe('authentication')
  })

  test('one that no header takes is refused without being quoted', () => {
    const error = refusal(() => settingsOf({ apiKey: 'tml-sec ret\u0007' }, {}))
    expect(error.kind).toBe('authentication')
    expect(`${error.message} ${error.hint}`).not.toContain('ret\u0007')
  })
})

test.each([
  { maxConcurrentSamples: 0 },
  { maxConcurrentSamples: 1.5 },
  { patienceSeconds: 0 },
  { patienceSeconds: Number.NaN },
])('%j is refused', (options) => {
  expect(refusal(() => settingsOf({ baseUrl: 'http://localhost', ...options }, {})).kind).toBe('rejected')
})
