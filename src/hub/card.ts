import { parse } from 'yaml'
import { isObject } from './listing.js'

/** A configuration as the dataset card (the head of README.md) declares it. */
export interface CardConfig {
  readonly name: string
  readonly isDefault: boolean
  /** Patterns of each split's files; undefined follows the names of the files. */
  readonly splits: readonly { readonly split: string; readonly patterns: readonly string[] }[] | undefined
  /** Folder that patterns and names are relative to; empty for the root. */
  readonly folder: string
}

const MAX_CONFIGS = 5000
const MAX_PATTERNS = 5000
const MAX_PATTERN = 1000
const MAX_HEAD = 4 * 2 ** 20

/** The configurations that a card declares; none for a card without, a message for one that cannot be read. */
export function cardConfigs(readme: string): readonly CardConfig[] | { readonly broken: string } {
  const head = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(
    readme.slice(0, MAX_HEAD),
  )?.[1]
  if (head === undefined) return []
  let card: unknown
  try {
    card = parse(head, { maxAliasCount: 100, logLevel: 'error' })
  } catch {
    return { broken: 'the head of README.md is no YAML' }
  }
  const configs = isObject(card) ? card.configs : undefined
  if (configs === undefined || configs === null) return []
  if (!Array.isArray(configs) || configs.length > MAX_CONFIGS)
    return { broken: 'configs of README.md is no list' }
  const read: CardConfig[] = []
  for (const config of configs) {
    const name = isObject(config) ? config.config_name : undefined
    if (!isObject(config) || typeof name !== 'string')
      return { broken: 'a configuration of README.md has no name' }
    const splits = splitsOf(config.data_files)
    if (splits === 'broken')
      return { broken: `data_files of configuration ${name} of README.md cannot be understood` }
    read.push({ name, isDefault: config.default === true, splits, folder: folderOf(config.data_dir) })
  }
  return read
}

/** One pattern, a list of them, or a list of `{split, path}`. */
function splitsOf(files: unknown): CardConfig['splits'] | 'broken' {
  if (files === undefined || files === null) return undefined
  const list = Array.isArray(files) ? files : [files]
  if (list.length > MAX_PATTERNS) return 'broken'
  if (list.every(isPattern)) return [{ split: 'train', patterns: list }]
  const splits = new Map<string, string[]>()
  for (const item of list) {
    if (!isObject(item) || typeof item.split !== 'string') return 'broken'
    const paths = Array.isArray(item.path) ? item.path : [item.path]
    if (paths.length > MAX_PATTERNS || !paths.every(isPattern)) return 'broken'
    splits.set(item.split, [...(splits.get(item.split) ?? []), ...paths])
  }
  return [...splits].map(([split, patterns]) => ({ split, patterns }))
}

function isPattern(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_PATTERN
}

function folderOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_PATTERN) return ''
  const path = value.replace(/^(?:\.\/)+|\/+$/g, '')
  return path === '' || path === '.' ? '' : `${path}/`
}
