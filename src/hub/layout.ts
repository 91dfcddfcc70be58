import { SpiceError } from '../errors.js'
import type { CardConfig } from './card.js'
import { pathMatcher } from './glob.js'
import { kindOf, ROW_KINDS } from './kinds.js'
import type { HubEntry } from './listing.js'
import { shown } from './safe-path.js'

/** Thousands of patterns on as many files are a card's to write; the time is not its to take. */
const MAX_MATCHING_MS = 20_000

export interface LayoutConfig {
  readonly name: string
  readonly isDefault: boolean
  /** Files of each split, in order of their names; computed when asked for, since a card may have hundreds. */
  splits(): ReadonlyMap<string, readonly HubEntry[]>
  /** Splits of which the hub has converted only the beginning. */
  readonly partial: ReadonlySet<string>
}

/** How the files of a repository are configurations and splits. */
export interface DatasetLayout {
  /** For people: `README.md declares them`. */
  readonly how: string
  readonly configs: readonly LayoutConfig[]
}

/** The splits that have a name of their own in file names, and the words for them. */
const SPLIT_WORDS: readonly (readonly [split: string, words: string])[] = [
  ['train', 'train|training'],
  ['validation', 'validation|valid|dev|val'],
  ['test', 'test|testing|eval|evaluation'],
]
const WORD = SPLIT_WORDS.map(
  ([split, words]) => [split, new RegExp(`(?:^|[-._ 0-9])(?:${words})(?:$|[-._ 0-9])`)] as const,
)
const SHARDED = /^data\/(\w+(?:\.\w+)*)-\d{5}-of-\d{5}[^/]*\.[^/]*$/

/** Layout of a dataset's own files, by its card or else by their names. Undefined when none of them can be read. */
export function ownLayout(
  entries: readonly HubEntry[],
  card: readonly CardConfig[],
): DatasetLayout | undefined {
  const readable = entries.filter(({ path }) => kindOf(path) !== undefined)
  if (card.length > 0) {
    const configs = card.map((config) => cardLayout(readable, config, card.length === 1))
    // A card may point at archives: then it is as if there were no files.
    if (configs.some((config) => config.splits().size > 0)) return { how: 'as README.md declares', configs }
    return undefined
  }
  const { splits, how } = splitsByName(readable)
  if (splits.size === 0) return undefined
  return { how, configs: [{ name: 'default', isDefault: true, splits: () => splits, partial: new Set() }] }
}

function cardLayout(readable: readonly HubEntry[], config: CardConfig, only: boolean): LayoutConfig {
  let splits: ReadonlyMap<string, readonly HubEntry[]> | undefined
  const { name, folder } = config
  const find = () => {
    if (config.splits === undefined) {
      const inside = readable.filter(({ path }) => path.startsWith(folder))
      return splitsByName(inside, folder.length).splits
    }
    const found = new Map<string, HubEntry[]>()
    const until = performance.now() + MAX_MATCHING_MS
    for (const { split, patterns } of config.splits) {
      const named = new Set(patterns.map((pattern) => folder + pattern))
      const matchers = [...named].filter((pattern) => /[*?[]|^\.\//.test(pattern)).map(pathMatcher)
      const files = readable.filter(({ path }) => {
        if (performance.now() > until) throw tooManyPatterns(name)
        return named.has(path) || matchers.some((matches) => matches(path))
      })
      if (files.length > 0) found.set(split, files)
    }
    return found
  }
  return {
    name,
    isDefault: config.isDefault || only || name === 'default',
    splits: () => (splits ??= find()),
    partial: new Set(),
  }
}

function tooManyPatterns(config: string): SpiceError {
  return new SpiceError(
    'input',
    `the patterns of configuration ${shown(config)} of README.md take too long to match`,
    {
      hint: 'download what you need of the dataset and give the folder',
    },
  )
}

/**
 * Splits by the conventions of the `datasets` library: `data/train-00000-of-00003.parquet`, then a folder named after a
 * split, then a file, then everything is `train`. Of several kinds of file those are taken that hold rows and are most.
 */
function splitsByName(
  readable: readonly HubEntry[],
  skip = 0,
): { splits: Map<string, HubEntry[]>; how: string } {
  const visible = readable
    .map((entry) => ({ entry, name: entry.path.slice(skip) }))
    .filter(({ name }) => !/(?:^|\/)(?:\.|__[^/]*\/)/.test(name))
  const main = mainKind(visible.map(({ entry }) => entry))
  const files = visible.filter(({ entry }) => kindOf(entry.path) === main)
  const rules: readonly [how: string, splitsOf: (name: string) => readonly string[]][] = [
    ['by names such as data/train-00000-of-00001', (name) => SHARDED.exec(name)?.slice(1, 2) ?? []],
    ['by folders named after splits', (name) => wordsIn(name.split('/').slice(0, -1))],
    ['by files named after splits', (name) => wordsIn(name.split('/').slice(-1))],
    ['all files as one split', () => ['train']],
  ]
  for (const [how, splitsOf] of rules) {
    const splits = new Map<string, HubEntry[]>()
    for (const { entry, name } of files) for (const split of splitsOf(name)) add(splits, split, entry)
    if (splits.size > 0) return { splits, how }
  }
  return { splits: new Map(), how: '' }
}

function add(splits: Map<string, HubEntry[]>, split: string, entry: HubEntry): void {
  const files = splits.get(split)
  if (files) files.push(entry)
  else splits.set(split, [entry])
}

function wordsIn(names: readonly string[]): readonly string[] {
  return WORD.filter(([, word]) => names.some((name) => word.test(name))).map(([split]) => split)
}

function mainKind(entries: readonly HubEntry[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { path } of entries) {
    const kind = kindOf(path) as string
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const kinds = [...counts].sort((a, b) => b[1] - a[1])
  return (kinds.find(([kind]) => ROW_KINDS.has(kind)) ?? kinds[0])?.[0]
}

/** Layout of the hub's own conversion to Parquet: `config/split/0000.parquet`, of late; `config/name-split.parquet` before. */
export function convertedLayout(entries: readonly HubEntry[]): DatasetLayout {
  const configs = new Map<string, { splits: Map<string, HubEntry[]>; partial: Set<string> }>()
  for (const entry of entries) {
    const [config, folder, file] = entry.path.split('/')
    const last = file ?? folder
    if (config === undefined || folder === undefined || !last?.endsWith('.parquet')) continue
    const named = file === undefined ? /-(\w+?)(?:-\d{5}-of-\d{5})?\.parquet$/.exec(folder)?.[1] : folder
    const split = named?.replace(/^partial-/, '')
    if (split === undefined) continue
    const kept = configs.get(config) ?? { splits: new Map<string, HubEntry[]>(), partial: new Set<string>() }
    add(kept.splits, split, entry)
    if (named !== split) kept.partial.add(split)
    configs.set(config, kept)
  }
  return {
    how: "from the hub's conversion to Parquet (refs/convert/parquet)",
    configs: [...configs].map(([name, { splits, partial }]) => ({
      name,
      isDefault: name === 'default' || configs.size === 1,
      splits: () => splits,
      partial,
    })),
  }
}
