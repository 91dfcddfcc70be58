import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openTinkerClient } from './client.js'
import { Credential } from './credential.js'
import { idleClock } from './fixtures/idle-clock.js'
import { startScriptedServer } from './fixtures/scripted-server.js'

const KEY = 'tml-secret'
const MINUTE = 60_000

/** A token that runs out at `exp`, in seconds since 1970. */
function tokenOf(exp: number | undefined, name = ''): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `eyJ.${part({ exp, name })}.signature`
}

describe('with a clock of its own', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds)
  const inSeconds = (seconds: number) => Date.now() / 1000 + seconds

  function exchanging(answers: (string | undefined | Error)[]) {
    const credential = new Credential(KEY)
    const asked: string[] = []
    credential.exchangeBy(async (key) => {
      asked.push(key)
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      if (answer instanceof Error) throw answer
      return answer
    })
    const shown = async () => (await credential.headers())['x-api-key']
    return { credential, asked, shown }
  }

  test('without an exchange the key is what is shown, and without a key nothing', async () => {
    expect(await new Credential(KEY).headers()).toEqual({ 'x-api-key': KEY })
    expect(await new Credential(undefined).headers()).toEqual({})
  })

  test('many who come at once share one exchange', async () => {
    const token = tokenOf(inSeconds(3600))
    const { asked, shown } = exchanging([token])
    expect(await Promise.all([shown(), shown(), shown()])).toEqual([token, token, token])
    expect(asked).toEqual([KEY])
  })

  test('renewed in passing five minutes before its end, and waited for in the last one', async () => {
    const first = tokenOf(inSeconds(3600))
    const second = tokenOf(inSeconds(7200))
    const third = tokenOf(inSeconds(10_800))
    const { asked, shown } = exchanging([first, second, third])
    await shown()
    pass(54 * MINUTE)
    expect(await shown()).toBe(first)
    expect(asked).toHaveLength(1)
    pass(2 * MINUTE)
    expect(await shown()).toBe(first)
    await vi.waitFor(async () => expect(await shown()).toBe(second))
    expect(asked).toHaveLength(2)
    pass(63.5 * MINUTE)
    expect(await shown()).toBe(third)
  })

  test('a token of short life, or of another clock, is not renewed for every request', async () => {
    for (const seconds of [90, 5, -3600]) {
      const { asked, shown } = exchanging([tokenOf(inSeconds(seconds))])
      for (let request = 0; request < 20; request++) await shown()
      expect(asked).toHaveLength(1)
      pass(31_000)
      await shown()
      expect(asked).toHaveLength(2)
    }
  })

  test('a token that says nothing of its end is taken for an hour', async () => {
    for (const token of [tokenOf(undefined), 'eyJ-no-token']) {
      const { asked, shown } = exchanging([token])
      await shown()
      pass(50 * MINUTE)
      await shown()
      expect(asked).toHaveLength(1)
      pass(11 * MINUTE)
      await shown()
      expect(asked).toHaveLength(2)
    }
  })

  test('while a renewal fails the token serves to its end; then the failure is told, never the key shown', async () => {
    const first = tokenOf(inSeconds(3600))
    const { asked, shown } = exchanging([first, new Error('no token today')])
    await shown()
    pass(59.5 * MINUTE)
    expect(await shown()).toBe(first)
    expect(await shown()).toBe(first)
    expect(asked).toHaveLength(2)
    pass(0.75 * MINUTE)
    await expect(shown()).rejects.toThrow('no token today')
    expect(asked).toHaveLength(2)
    pass(MINUTE)
    await expect(shown()).rejects.toThrow('no token today')
    expect(asked).toHaveLength(3)
  })

  test('a server without exchange is asked once and gets the key', async () => {
    const { asked, shown } = exchanging([undefined])
    expect(await shown()).toBe(KEY)
    pass(MINUTE)
    expect(await shown()).toBe(KEY)
    expect(asked).toHaveLength(1)
  })

  test('requests that were refused together renew once', async () => {
    const first = tokenOf(inSeconds(3600), 'first')
    const second = tokenOf(inSeconds(3600), 'second')
    const { credential, asked, shown } = exchanging([first, second, tokenOf(inSeconds(3600), 'third')])
    const held = await credential.headers()
    expect(credential.forget(held)).toBe(true)
    expect(await shown()).toBe(second)
    expect(credential.forget(held)).toBe(true)
    expect(await shown()).toBe(second)
    expect(asked).toHaveLength(2)
    expect(credential.forget(credential.keyHeaders())).toBe(false)
    expect(credential.forget({})).toBe(false)
  })

  test('key and tokens are taken out of texts', async () => {
    const token = tokenOf(inSeconds(3600))
    const { credential, shown } = exchanging([token])
    await shown()
    expect(credential.redact(`${KEY} and ${token} and ${KEY}`)).toBe('[key] and [key] and [key]')
  })
})

test('over the wire: the key goes to the exchange, the token everywhere else, and is renewed after 401', async () => {
  const token = (n: number) => tokenOf(Date.now() / 1000 + 3600, String(n))
  const tokens = [token(1), token(2)]
  const server = await startScriptedServer({
    'client/config': [{ body: { pjwt_auth_enabled: true } }],
    'auth/token': (_, nth) => ({ body: { jwt: tokens[nth] } }),
    get_server_capabilities: ({ headers }) =>
      headers['x-api-key'] === tokens[1]
        ? { body: { supported_models: [{ model_name: 'toy' }] } }
        : { status: 401, body: { detail: `${headers['x-api-key']} has run out` } },
  })
  const client = openTinkerClient({ baseUrl: server.url, apiKey: KEY, clock: idleClock() })
  expect(await client.capabilities()).toEqual({ models: [{ name: 'toy' }] })
  const keys = (endpoint: string) => server.of(endpoint).map(({ headers }) => headers['x-api-key'])
  expect(keys('client/config')).toEqual([KEY])
  expect(keys('auth/token')).toEqual([KEY, KEY])
  expect(keys('get_server_capabilities')).toEqual(tokens)
  await client.close()
  await server.close()
})

test('a token that is refused twice ends in an error that shows neither token nor key', async () => {
  const token = tokenOf(Date.now() / 1000 + 3600)
  const server = await startScriptedServer({
    'client/config': [{ body: { pjwt_auth_enabled: true } }],
    'auth/token': [{ body: { jwt: token } }],
    get_server_capabilities: [{ status: 401, body: { detail: `${token} of ${KEY} is not known` } }],
  })
  const client = openTinkerClient({ baseUrl: server.url, apiKey: KEY, clock: idleClock() })
  await expect(client.capabilities()).rejects.toMatchObject({
    kind: 'authentication',
    status: 401,
    message: '401 for get_server_capabilities: [key] of [key] is not known',
  })
  expect(server.of('get_server_capabilities')).toHaveLength(2)
  await client.close()
  await server.close()
})
