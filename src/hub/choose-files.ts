import { SpiceError } from '../errors.js'
import { formatHubName, type HubDataset, splitNames } from './hub-name.js'
import type { DatasetLayout, LayoutConfig } from './layout.js'
import type { HubEntry } from './listing.js'
import { shown } from './safe-path.js'

export interface FileChoice {
  readonly config: string
  readonly splits: readonly string[]
  /** In order of splits and names; none twice. */
  readonly entries: readonly HubEntry[]
  /** What was chosen and why, a sentence each. */
  readonly why: readonly string[]
}

const MAX_SHOWN = 20

/**
 * The files of the configuration and split asked for, or where there is no doubt of those meant. Throws
 * SpiceError('input') that lists configurations and splits where there is.
 */
export function chooseFiles(dataset: HubDataset, layout: DatasetLayout): FileChoice {
  const why = [`files ${layout.how}`]
  const config = chooseConfig(dataset, layout, why)
  const splits = config.splits()
  const names = chooseSplits(dataset, config, splits, why)
  const entries = new Map<string, HubEntry>()
  for (const name of names) for (const entry of splits.get(name) ?? []) entries.set(entry.path, entry)
  for (const name of names)
    if (config.partial.has(name))
      why.push(`split ${shown(name)} is only the beginning of the data: the hub has converted no more`)
  return { config: config.name, splits: names, entries: [...entries.values()], why }
}

function chooseConfig(dataset: HubDataset, layout: DatasetLayout, why: string[]): LayoutConfig {
  const { configs } = layout
  const { repository } = dataset
  if (dataset.config !== undefined) {
    const found = configs.find(({ name }) => name === dataset.config)
    if (found) return found
    throw new SpiceError('input', `dataset ${repository} has no configuration ${shown(dataset.config)}`, {
      hint: `it has ${list(configs.map(({ name }) => name))}, ${layout.how}`,
    })
  }
  const preferred = configs.filter(({ isDefault }) => isDefault)
  const [only] = configs.length === 1 ? configs : preferred.length === 1 ? preferred : []
  if (only) {
    if (configs.length > 1)
      why.push(`configuration ${shown(only.name)}, the default of ${list(configs.map(({ name }) => name))}`)
    return only
  }
  const described = configs
    .slice(0, MAX_SHOWN)
    .map((config) => `${shown(config.name, 60)} (${list([...config.splits().keys()])})`)
  throw new SpiceError(
    'input',
    `dataset ${repository} has ${configs.length} configurations and no default: ${list(described, configs.length)}`,
    { hint: `name one: ${formatHubName({ ...dataset, config: configs[0]?.name ?? 'name' })}` },
  )
}

function chooseSplits(
  dataset: HubDataset,
  config: LayoutConfig,
  splits: ReadonlyMap<string, readonly HubEntry[]>,
  why: string[],
): readonly string[] {
  const all = [...splits.keys()]
  const where = `configuration ${shown(config.name)} of dataset ${dataset.repository}`
  if (all.length === 0)
    throw new SpiceError('input', `${where} has no file that can be read`, {
      hint: 'the kinds are Parquet, JSON Lines, CSV, text, Markdown, HTML and PDF',
    })
  if (dataset.split === 'all' && !splits.has('all')) return all
  if (dataset.split !== undefined) {
    const names = [...new Set(splitNames(dataset.split))]
    const unknown = names.find((name) => !splits.has(name))
    if (unknown === undefined) return names
    throw new SpiceError('input', `${where} has no split ${shown(unknown)}`, { hint: `it has ${list(all)}` })
  }
  if (all.length === 1) return all
  if (splits.has('train')) {
    why.push(`split train; left out: ${list(all.filter((name) => name !== 'train'))} (/all takes all)`)
    return ['train']
  }
  throw new SpiceError('input', `${where} has several splits: ${list(all)}`, {
    hint: `name one: ${formatHubName({ ...dataset, split: all[0] ?? 'train' })}, or all`,
  })
}

function list(names: readonly string[], count = names.length): string {
  const some = names.slice(0, MAX_SHOWN).map((name) => shown(name, 300))
  return some.join(', ') + (count > some.length ? ` and ${count - some.length} more` : '')
}

/** Names of parts that should be there and are not, by `-00001-of-00003` in the names of those that are. */
export function missingShards(entries: readonly HubEntry[]): readonly string[] {
  const series = new Map<string, { count: number; seen: Set<number>; example: string }>()
  for (const { path } of entries) {
    const match = /^(.*)-(\d{5})-of-(\d{5})([^/]*)$/.exec(path)
    if (!match) continue
    const key = `${match[1]}/${match[3]}/${/\.[^.]*(?:\.(?:gz|zst))?$/.exec(match[4] as string)?.[0] ?? ''}`
    const kept = series.get(key) ?? { count: Number(match[3]), seen: new Set<number>(), example: path }
    kept.seen.add(Number(match[2]))
    series.set(key, kept)
  }
  return [...series.values()]
    .filter(({ count, seen }) => seen.size < count)
    .map(
      ({ count, seen, example }) => `${shown(example)} is one of ${count}, of which ${seen.size} are there`,
    )
}
