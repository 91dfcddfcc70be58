import type { Config } from '../config/index.js'
import { SpiceError } from '../errors.js'
import type { ServerCapabilities, TinkerClient, TinkerError } from '../tinker/index.js'

/** Where a server of one's own is: nobody means the hosted service who says that theirs is SkyRL. Throws SpiceError('config'). */
export function requireAddress(
  { target, baseUrl }: Pick<Config['engine'], 'target' | 'baseUrl'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): void {
  if (target === 'hosted' || baseUrl !== null || environment.TINKER_BASE_URL) return
  throw new SpiceError('config', `engine.target: where the ${target} server is has not been said`, {
    hint: 'Give its address: --base-url http://localhost:8000, or TINKER_BASE_URL.',
  })
}

/**
 * The first word with a server: whether it is one, lets us in, and is of the kind that the settings say. Throws
 * SpiceError: 'config' for another kind or a key that it refuses, 'engine' if no Tinker server answers.
 */
export async function meetServer(
  client: TinkerClient,
  { target, contextTokens }: Pick<Config['engine'], 'target' | 'contextTokens'>,
): Promise<void> {
  const { models } = await askServer(client)
  const tellsContext = models.length === 0 || models.some(({ maxContextLength }) => maxContextLength)
  if (target === 'hosted' && !tellsContext && contextTokens === null)
    throw new SpiceError(
      'config',
      `engine.target is hosted, but ${client.baseUrl} tells no context length, as the hosted service does: it seems to be SkyRL, which trains otherwise`,
      {
        hint: 'Give --target skyrl-jax or skyrl-train, whichever backend it runs; if it does behave as the hosted service, set engine.contextTokens.',
      },
    )
}

/** What a server serves. Throws SpiceError that names its address: 'config' for a key that it refuses, else 'engine'. */
export async function askServer(client: TinkerClient): Promise<ServerCapabilities> {
  try {
    return await client.capabilities()
  } catch (error) {
    // Imported when needed, as it brings an HTTP client that most commands do without.
    const { TinkerError } = await import('../tinker/index.js')
    throw error instanceof TinkerError ? explained(error, client.baseUrl) : error
  }
}

function explained(cause: TinkerError, baseUrl: string): SpiceError {
  const { kind, message, hint } = cause
  if (kind === 'authentication')
    return new SpiceError('config', `${baseUrl} does not let us in (${message})`, {
      cause,
      hint: 'Set TINKER_API_KEY to a key of your account there; over plain http to another machine it goes only where given as --api-key.',
    })
  const version = /\/api\/v1$/.exec(baseUrl)
  if ((kind === 'rejected' || kind === 'protocol') && version)
    return new SpiceError('engine', `there is no Tinker API below ${baseUrl} (${message})`, {
      cause,
      hint: `Leave out ${version[0]}, which is added: --base-url ${baseUrl.slice(0, version.index)}`,
    })
  if (kind === 'rejected' || kind === 'protocol')
    return new SpiceError('engine', `what answers at ${baseUrl} is no Tinker server (${message})`, {
      cause,
      hint: "Is the address right? SkyRL's is like http://localhost:8000, without a path.",
    })
  if (kind === 'unreachable')
    return new SpiceError('engine', `${baseUrl} does not answer: ${message}`, {
      cause,
      hint: hint ?? 'Is it up? SkyRL takes a minute to start.',
    })
  return cause
}
