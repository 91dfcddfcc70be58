import { SpiceError } from '../errors.js'
import { isRepository, isRevision } from './hub-name.js'

/** A model on the hub. */
export interface HubModel {
  /** `owner/name`; old models have a name only. */
  readonly repository: string
  /** Branch, tag or commit; undefined is `main`. */
  readonly revision?: string | undefined
}

const PREFIX = 'hf:'

/**
 * Reads `[hf:]owner/name[@revision]`, with the prefix also `hf:name`. Undefined for what cannot be a model's name, such
 * as `./folder`. Throws SpiceError('input') where the prefix says that it is meant to be one.
 */
export function parseModelName(text: string): HubModel | undefined {
  const meant = text.startsWith(PREFIX)
  const [repository = '', revision, ...rest] = (meant ? text.slice(PREFIX.length) : text).split('@')
  const fits =
    rest.length === 0 && isRepository(repository) && (revision === undefined || isRevision(revision))
  if (fits && (meant || repository.includes('/'))) return { repository, revision }
  if (!meant) return undefined
  throw new SpiceError('input', `${JSON.stringify(text.slice(0, 300))} is not a model on the hub`, {
    hint: 'write owner/name or hf:owner/name[@revision]',
  })
}

/** The name that `parseModelName` reads back as the same model, whatever folders there are. */
export function formatModelName({ repository, revision }: HubModel): string {
  return PREFIX + repository + (revision === undefined ? '' : `@${revision}`)
}
