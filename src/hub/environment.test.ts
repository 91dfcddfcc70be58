import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askedSeconds } from './backoff.js'
import { type Environment, hubPlace } from './environment.js'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'spice-hub-home-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})
const place = (environment: Environment) => hubPlace({ environment: { HF_HOME: home, ...environment } })

it('finds the cache where huggingface_hub has it', () => {
  expect(hubPlace({ environment: {} }).cacheFolder).toBe(join(homedir(), '.cache/huggingface/hub'))
  expect(hubPlace({ environment: { XDG_CACHE_HOME: '/x' } }).cacheFolder).toBe('/x/huggingface/hub')
  expect(place({}).cacheFolder).toBe(join(home, 'hub'))
  expect(place({ HUGGINGFACE_HUB_CACHE: '/old' }).cacheFolder).toBe('/old')
  expect(place({ HF_HUB_CACHE: '~/hub', HUGGINGFACE_HUB_CACHE: '/old' }).cacheFolder).toBe(
    join(homedir(), 'hub'),
  )
  expect(place({ HF_HUB_CACHE: '$SCRATCH/hub', SCRATCH: '/scratch' }).cacheFolder).toBe('/scratch/hub')
  expect(hubPlace({ environment: { HF_HUB_CACHE: '/x' }, cacheFolder: '/mine' }).cacheFolder).toBe('/mine')
})

it('takes the token of the environment before that of the file, and none where none is wanted', () => {
  expect(place({}).token).toBeUndefined()
  writeFileSync(join(home, 'token'), 'hf_file\n')
  expect(place({}).token).toBe('hf_file')
  expect(place({ HF_TOKEN: ' hf_env ' }).token).toBe('hf_env')
  expect(place({ HUGGING_FACE_HUB_TOKEN: 'hf_old' }).token).toBe('hf_old')
  expect(place({ HF_TOKEN_PATH: join(home, 'none') }).token).toBeUndefined()
  expect(place({ HF_HUB_DISABLE_IMPLICIT_TOKEN: '1', HF_TOKEN: 'hf_env' }).token).toBeUndefined()
  expect(hubPlace({ environment: { HF_TOKEN: 'hf_env' }, token: false }).token).toBeUndefined()
  expect(() => place({ HF_TOKEN: 'hf_se\ncret' })).toThrow(/^HF_TOKEN has characters that no token has$/)
})

it('takes the endpoint that is named, if it is one', () => {
  expect(place({}).endpoint.href).toBe('https://huggingface.co/')
  expect(place({ HF_ENDPOINT: 'https://mirror.test/api/hf//' }).endpoint.href).toBe(
    'https://mirror.test/api/hf/',
  )
  for (const wrong of [
    'mirror',
    'ftp://mirror.test',
    'https://user:secret@mirror.test',
    'https://mirror.test/?x=1',
  ]) {
    expect(() => place({ HF_ENDPOINT: wrong })).toThrow(/^HF_ENDPOINT /)
    expect(() => place({ HF_ENDPOINT: wrong })).not.toThrow(/secret/)
  }
})

it('is offline when it is told so', () => {
  expect(place({}).offline).toBe(false)
  expect(place({ HF_HUB_OFFLINE: '0' }).offline).toBe(false)
  for (const name of ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE', 'HF_DATASETS_OFFLINE'])
    expect(place({ [name]: 'true' }).offline).toBe(true)
})

it('understands how long a server asks to wait', () => {
  const asked = (headers: Record<string, string>) =>
    askedSeconds(new Headers(headers), Date.parse('2026-01-01T00:00:00Z'))
  expect(asked({ 'retry-after': '120' })).toBe(120)
  expect(asked({ 'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT' })).toBe(90)
  expect(asked({ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' })).toBe(0)
  expect(asked({ ratelimit: '"api";r=0;t=55' })).toBe(55)
  expect(asked({ 'retry-after': 'soon' })).toBeUndefined()
  expect(asked({})).toBeUndefined()
})
