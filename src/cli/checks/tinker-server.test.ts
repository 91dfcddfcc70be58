import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Dialect } from '../../tinker/fixtures/dialect.js'
import { type SimulatedServer, startSimulatedServer } from '../../tinker/fixtures/simulated-server.js'
import { runCheck } from './check.js'
import { tinkerServerCheck } from './tinker-server.js'

let server: SimulatedServer | undefined
afterEach(async () => {
  vi.unstubAllEnvs()
  await server?.close()
  server = undefined
})

async function ask(dialect: Dialect, { apiKey, models = ['toy/base'], path = '' }: Asked = {}) {
  vi.stubEnv('TINKER_API_KEY', '')
  server = await startSimulatedServer({ dialect, models })
  const baseUrl = server.url + path
  return { url: server.url, ...(await runCheck(tinkerServerCheck({ baseUrl, apiKey }))) }
}
interface Asked {
  readonly apiKey?: string
  readonly models?: readonly string[]
  readonly path?: string
}

describe('the check of a Tinker server', () => {
  it('says what it serves, how long, and what it makes of repeats', async () => {
    const { url, ok, detail } = await ask('skyrl-new')
    expect({ ok, detail }).toEqual({
      ok: true,
      detail: `${url} serves toy/base; it knows a repeated request again`,
    })
  })

  it('shortens long lists and shows contexts', async () => {
    const models = Array.from({ length: 9 }, (_, i) => `toy/${i}`)
    const { detail } = await ask('hosted', { apiKey: 'tml-onlyForThisTest0123456789', models })
    expect(detail).toContain('serves toy/0 (context of 32,768 tokens), toy/1')
    expect(detail).toContain('toy/5 (context of 32,768 tokens) and 3 more; ')
  })

  it('says what is wrong with key and address', async () => {
    const refused = await ask('hosted', { apiKey: 'sk-noKeyOfThisServer' })
    expect(refused).toMatchObject({ ok: false, detail: expect.stringContaining('does not let us in (401 ') })
    expect(JSON.stringify(refused)).not.toContain('noKeyOf')
    await server?.close()
    const { url, ...wrong } = await ask('skyrl', { path: '/api/v1' })
    expect(wrong).toMatchObject({ ok: false, hint: expect.stringContaining(`--base-url ${url}`) })
  })

  it('waits for no server for long', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    try {
      const { ok, detail } = await runCheck(tinkerServerCheck({ baseUrl }, 0.4))
      expect(ok).toBe(false)
      expect(detail).toMatch(/does not answer|has not answered within 0\.4 s/)
    } finally {
      silent.closeAllConnections()
      silent.close()
    }
  }, 4000)
})
