import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { SpiceError } from '../errors.js'

/** Where the hub is and what this machine keeps of it. */
export interface HubPlace {
  /** Origin and path of the hub, without a slash at its end. */
  readonly endpoint: URL
  /** The folder that has a `datasets--owner--name` or `models--owner--name` for each repository. */
  readonly cacheFolder: string
  /** Sent to the endpoint only. */
  readonly token: string | undefined
  readonly offline: boolean
  /** False where links are not wanted: files are then moved or copied to their places. */
  readonly links: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

export interface PlaceOptions {
  readonly endpoint?: string | undefined
  readonly cacheFolder?: string | undefined
  /** `false` sends none, whatever the environment has. */
  readonly token?: string | false | undefined
  readonly offline?: boolean | undefined
  /** The variables of the process, unless said. */
  readonly environment?: Environment | undefined
}

const PUBLIC = 'https://huggingface.co'

/**
 * The place that `huggingface_hub` would use in the same environment: HF_ENDPOINT; HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME;
 * HF_TOKEN, HF_TOKEN_PATH, `$HF_HOME/token`, HF_HUB_DISABLE_IMPLICIT_TOKEN; HF_HUB_OFFLINE; HF_HUB_DISABLE_SYMLINKS.
 * Throws SpiceError('config') for an endpoint or a token that cannot be one; the token itself is in no message.
 */
export function hubPlace(options: PlaceOptions = {}): HubPlace {
  const env = options.environment ?? process.env
  const home =
    folder(env.HF_HOME, env) ??
    join(folder(env.XDG_CACHE_HOME, env) ?? join(homedir(), '.cache'), 'huggingface')
  return {
    endpoint: endpointOf(options.endpoint ?? (env.HF_ENDPOINT || PUBLIC)),
    cacheFolder: resolve(
      options.cacheFolder ??
        folder(env.HF_HUB_CACHE, env) ??
        folder(env.HUGGINGFACE_HUB_CACHE, env) ??
        join(home, 'hub'),
    ),
    token: tokenOf(options.token, env, home),
    offline:
      options.offline ?? [env.HF_HUB_OFFLINE, env.TRANSFORMERS_OFFLINE, env.HF_DATASETS_OFFLINE].some(isTrue),
    links: !isTrue(env.HF_HUB_DISABLE_SYMLINKS),
  }
}

function endpointOf(text: string): URL {
  let url: URL
  try {
    url = new URL(`${text.replace(/\/+$/, '')}/`)
  } catch {
    throw new SpiceError('config', 'HF_ENDPOINT is not a URL', { hint: `such as ${PUBLIC}` })
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new SpiceError('config', `HF_ENDPOINT is a ${url.protocol} address`, { hint: 'use https' })
  if (url.username || url.password || url.search || url.hash)
    throw new SpiceError('config', `HF_ENDPOINT (${url.host}) has a user, password, query or fragment`, {
      hint: 'give the address alone, and what lets you in as HF_TOKEN',
    })
  return url
}

function tokenOf(given: string | false | undefined, env: Environment, home: string): string | undefined {
  if (given === false) return undefined
  if (given !== undefined) return clean(given, 'the token given')
  if (isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined
  const named = clean(env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN || '', 'HF_TOKEN')
  if (named !== undefined) return named
  const path = folder(env.HF_TOKEN_PATH, env) ?? join(home, 'token')
  try {
    return clean(readFileSync(path, 'utf8'), path)
  } catch (error) {
    if (error instanceof SpiceError) throw error
    return undefined
  }
}

/** A header takes no other characters, and the error of the one who sets it would quote the token. */
function clean(text: string, from: string): string | undefined {
  const token = text.trim()
  if (token === '') return undefined
  if (!/^[\x21-\x7e]{1,4096}$/.test(token))
    throw new SpiceError('config', `${from} has characters that no token has`, {
      hint: 'it is one word of letters, digits and signs',
    })
  return token
}

/** A folder as the shell would have it: `~` and variables are written out. */
function folder(text: string | undefined, env: Environment): string | undefined {
  if (!text) return undefined
  const path = text
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced, plain) => env[braced ?? plain] ?? all)
    .replace(/^~(?=$|[/\\])/, homedir())
  return isAbsolute(path) ? path : resolve(path)
}

function isTrue(text: string | undefined): boolean {
  return /^(?:1|on|yes|true)$/i.test(text ?? '')
}
