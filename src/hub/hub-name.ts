import { SpiceError } from '../errors.js'

/** A dataset on the hub, and which part of it. */
export interface HubDataset {
  /** `owner/name`; old datasets have a name only. */
  readonly repository: string
  /** Configuration ("subset"); undefined takes the only or the default one. */
  readonly config?: string | undefined
  /** Split; several joined by `+`, or `all`; undefined takes the only one or `train`. */
  readonly split?: string | undefined
  /** Branch, tag or commit; undefined is `main`. */
  readonly revision?: string | undefined
  /** Field or column that holds the text, for the readers. */
  readonly column?: string | undefined
}

const PREFIX = 'hf:'
const REPOSITORY = /^(?:[A-Za-z0-9_][\w.-]{0,95}\/)?[A-Za-z0-9_][\w.-]{0,95}$/
/** What no configuration's name has; the same on every system. */
const NOT_IN_CONFIG = /[<>:/\\|?*\p{Cc}]/u
const SPLIT = /^\w+(?:\.\w+)*$/
const REVISION = /^[\w.+-]+(?:\/[\w.+-]+)*$/

/** Whether a source is meant to name a dataset on the hub; `parseHubName` says whether it does. */
export function isHubName(source: string): boolean {
  return source.startsWith(PREFIX)
}

/**
 * Reads `hf:[owner/]name[:config][/split][@revision][#column]`. The configuration stands before the split, so that
 * `hf:owner/name/train` has the default configuration; a revision may have slashes (`@refs/convert/parquet`), a column
 * anything. A dataset without an owner needs the colon before a split: `hf:name:config/train`.
 * Throws SpiceError('input').
 */
export function parseHubName(source: string): HubDataset {
  if (!isHubName(source)) throw refused(source, 'begins with hf:')
  let rest = source.slice(PREFIX.length)
  const column = cut('#')
  const revision = cut('@')
  let config = cut(':')
  let split: string | undefined
  const parts = rest.split('/')
  if (config !== undefined) {
    const slash = config.indexOf('/')
    if (slash >= 0) {
      split = config.slice(slash + 1)
      config = config.slice(0, slash)
    }
  } else if (parts.length === 3) {
    split = parts.pop()
    rest = parts.join('/')
  }
  return checkHubDataset({ repository: rest, config, split, revision, column }, source)

  /** Takes off what follows the mark, which the rest does not keep. */
  function cut(mark: string): string | undefined {
    const at = rest.indexOf(mark)
    if (at < 0) return undefined
    const after = rest.slice(at + 1)
    rest = rest.slice(0, at)
    return after
  }
}

/** The dataset as given, once each of its parts is one that the hub can have. Throws SpiceError('input'). */
export function checkHubDataset(dataset: HubDataset, source = formatHubName(dataset)): HubDataset {
  const { repository, config, split, revision, column } = dataset
  if (!isRepository(repository)) throw refused(source, 'names a dataset, such as hf:owner/name')
  if (config !== undefined && (config === '' || config.length > 200 || NOT_IN_CONFIG.test(config)))
    throw refused(source, 'has a configuration after the colon')
  if (split !== undefined && (split.length > 500 || !splitNames(split).every((name) => SPLIT.test(name))))
    throw refused(source, 'has a split after the slash: train, train+test or all')
  if (revision !== undefined && !isRevision(revision))
    throw refused(source, 'has a branch, tag or commit after the @')
  if (column !== undefined && (column === '' || column.length > 1000))
    throw refused(source, 'has a field or column after the #')
  return dataset
}

/** The name that `parseHubName` reads back as the same dataset. */
export function formatHubName({ repository, config, split, revision, column }: HubDataset): string {
  const part = (mark: string, value: string | undefined) => (value === undefined ? '' : mark + value)
  return PREFIX + repository + part(':', config) + part('/', split) + part('@', revision) + part('#', column)
}

export function splitNames(split: string): readonly string[] {
  return split.split('+')
}

/** Whether the hub can have a repository of this name, `owner/name` or an old one's `name`. */
export function isRepository(name: string): boolean {
  return REPOSITORY.test(name) && !/--|\.\./.test(name) && !name.endsWith('.git')
}

/** A revision becomes part of a path in the cache, so it has no segment that climbs. */
export function isRevision(revision: string): boolean {
  return (
    revision.length <= 250 &&
    REVISION.test(revision) &&
    revision.split('/').every((part) => !/^\.|\.$|\.\.|\.lock$/.test(part))
  )
}

function refused(source: string, rule: string): SpiceError {
  return new SpiceError('input', `${JSON.stringify(source.slice(0, 300))} is not a dataset: it ${rule}`, {
    hint: 'write hf:owner/name[:config][/split][@revision][#column]',
  })
}
