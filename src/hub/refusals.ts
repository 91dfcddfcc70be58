import { SpiceError } from '../errors.js'
import { askedSeconds, HubPassing } from './backoff.js'
import { shown } from './safe-path.js'

/** What a repository of the hub holds; each kind has its own addresses and its own folders in the cache. */
export type RepositoryKind = 'dataset' | 'model'

/** Below the endpoint: models stand at its root, datasets in a folder of their own. */
export function pagePath({ kind, repository }: Pick<Asked, 'kind' | 'repository'>): string {
  return kind === 'dataset' ? `datasets/${repository}` : repository
}

export interface Asked {
  readonly kind: RepositoryKind
  /** `owner/name`. */
  readonly repository: string
  readonly revision: string | undefined
  /** The hub's host, for people. */
  readonly host: string
  /** Where the repository's own page is. */
  readonly page: string
  readonly hasToken: boolean
  /** What was asked for, for people: `the listing`, a file. */
  readonly what: string
}

/** The repository is there and the branch, tag or commit is not. */
export class NoRevision extends SpiceError {}

/** What a status other than 2xx means: a SpiceError to end with, or a failure that may pass. */
export function refusalOf(response: Response, asked: Asked, fromHub: boolean): SpiceError | HubPassing {
  const { status, headers } = response
  const { kind, repository, host, page, hasToken, what } = asked
  const code = headers.get('x-error-code') ?? ''
  const said = headers.get('x-error-message')
  const quoted = said ? `; ${host} says: ${shown(said)}` : ''
  if (status === 429 || status === 408 || status >= 500)
    return new HubPassing('busy', `${status} for ${what}${quoted}`, {
      waitSeconds: askedSeconds(headers, Date.now()),
    })
  // A signed address that has run out; the next try asks the hub for a new one.
  if (!fromHub && (status === 401 || status === 403))
    return new HubPassing('busy', `${status} for ${what} from the store`)
  if (code === 'GatedRepo' || (status === 403 && code === ''))
    return new SpiceError(
      'input',
      `${kind} ${repository} is gated and ${hasToken ? 'this token has no access' : 'needs a token'}${quoted}`,
      {
        hint: `ask for access at ${page}, then set HF_TOKEN to a token of that account that may read gated repositories`,
      },
    )
  if (code === 'RevisionNotFound')
    return new NoRevision('input', `${kind} ${repository} has no revision ${asked.revision ?? 'main'}`, {
      hint: `its branches and tags are at ${page}`,
    })
  if (status === 401 && hasToken && code !== 'RepoNotFound')
    return new SpiceError('input', `${host} does not accept the token for ${kind} ${repository}${quoted}`, {
      hint: 'make a new one in the settings of your account and set HF_TOKEN',
    })
  if (status === 401 || code === 'RepoNotFound' || (status === 404 && code !== 'EntryNotFound'))
    return new SpiceError(
      'input',
      `${kind} ${repository} is not on ${host}, or is private and ${hasToken ? 'this token may not see it' : 'there is no token'}`,
      {
        hint: hasToken
          ? 'check the name, and whose token HF_TOKEN is'
          : 'check the name; for a private one set HF_TOKEN',
      },
    )
  return new SpiceError('input', `${host} answers ${status} for ${what} of ${kind} ${repository}${quoted}`, {
    hint: `look at ${page}`,
  })
}

/** What people are told when trying again did not help. */
export function gaveUp(failure: HubPassing, asked: Asked): SpiceError {
  const { kind, repository, host, what } = asked
  const wait = failure.waitSeconds > 0 ? `; it asks to wait ${Math.ceil(failure.waitSeconds)} s` : ''

  const message = {
    network: `${host} cannot be reached for ${what} of ${kind} ${repository}: ${failure.message}`,
    stalled: `${what} of ${kind} ${repository} stalls: ${failure.message}`,
    busy: `${host} is busy or broken: ${failure.message} of ${kind} ${repository}${wait}`,
  }[failure.kind]
  return new SpiceError('input', message, {
    hint: `run the same command later (what has been downloaded stays), or name a folder that has the ${kind}; HF_ENDPOINT names another hub`,
    cause: failure,
  })
}
