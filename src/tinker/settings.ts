import { realClock, type TinkerClock } from './clock.js'
import type { TinkerClientOptions } from './contract.js'
import { TinkerError } from './tinker-error.js'
import type { WireFormat } from './types.js'

const HOSTED = 'https://tinker.thinkingmachines.dev/services/tinker-prod'

/** The options, checked and complete. */
export interface Settings {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly hosted: boolean
  readonly apiKey: string | undefined
  readonly wire: WireFormat | 'auto'
  readonly repeats: 'recognised' | 'applied-twice' | undefined
  readonly maxConcurrentSamples: number
  readonly patienceMs: number
  readonly clock: TinkerClock
}

/**
 * Fills in the environment: TINKER_BASE_URL and TINKER_API_KEY. A key of the environment is not sent in the clear to
 * another machine: over http it goes to this one alone, unless it was given as an option.
 * Throws TinkerError('rejected') for an address that cannot be one, ('authentication') for a key that cannot be one or
 * none where the service wants one. The key is in no message.
 */
export function settingsOf(
  options: TinkerClientOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Settings {
  const url = addressOf(options.baseUrl || env.TINKER_BASE_URL || HOSTED)
  const hosted = /(^|\.)thinkingmachines\.dev$/.test(url.hostname)
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname)
  const own = url.protocol === 'https:' || local ? env.TINKER_API_KEY : undefined
  const apiKey = keyOf(options.apiKey ?? own)
  if (hosted && apiKey === undefined)
    throw new TinkerError('authentication', `${url.host} wants a key and there is none`, {
      hint: 'set TINKER_API_KEY to a key of your account',
    })
  const { maxConcurrentSamples = 512, patienceSeconds = 300 } = options
  if (!Number.isInteger(maxConcurrentSamples) || maxConcurrentSamples < 1)
    throw new TinkerError('rejected', `maxConcurrentSamples is ${maxConcurrentSamples}`, {
      hint: '1 or more',
    })
  if (!(patienceSeconds > 0)) throw new TinkerError('rejected', `patienceSeconds is ${patienceSeconds}`)
  return {
    baseUrl: url.href.replace(/\/+$/, ''),
    hosted,
    apiKey,
    wire: options.wire ?? 'auto',
    repeats: options.repeats,
    maxConcurrentSamples,
    patienceMs: patienceSeconds * 1000,
    clock: options.clock ?? realClock,
  }
}

function addressOf(text: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw new TinkerError('rejected', 'the base URL of the Tinker server is not a URL', {
      hint: `such as ${HOSTED}`,
    })
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new TinkerError('rejected', `the base URL is a ${url.protocol} address`, { hint: 'https or http' })
  if (url.username || url.password || url.search || url.hash)
    throw new TinkerError('rejected', `the base URL (${url.host}) has a user, password, query or fragment`, {
      hint: 'give the address alone, and the key as TINKER_API_KEY',
    })
  return url
}

/** A header takes no other characters, and whoever sets it might quote the key in an error. */
function keyOf(text: string | undefined): string | undefined {
  const key = text?.trim()
  if (!key) return undefined
  if (!/^[\x21-\x7e]{1,8192}$/.test(key))
    throw new TinkerError('authentication', 'the key has characters that no key has', {
      hint: 'it is one word of letters, digits and signs',
    })
  return key
}
