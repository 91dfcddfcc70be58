import { readFileSync, statSync } from 'node:fs'
import { parse } from 'yaml'
import { SpiceError } from '../errors.js'
import { checkCombinations } from './combinations.js'
import { explainIssues } from './explain-issues.js'
import { PRESETS, type PresetName } from './presets.js'
import { type Config, configSchema } from './schema.js'

const MAX_FILE_BYTES = 1 << 20

export interface ConfigSources {
  /** Default `quickstart`. */
  readonly preset?: string | undefined
  /** A YAML (or JSON) file whose values override the preset's. */
  readonly file?: string | undefined
  /** `path=value` pairs that override both, in order; values are read as YAML. */
  readonly set?: readonly string[] | undefined
}

/**
 * The complete configuration from preset, file and flags, each overriding the one before.
 * Throws SpiceError ('config', or 'input' if the file can't be read) naming path, value and what would be right.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  let tree = merge({}, presetTree(sources.preset ?? 'quickstart'))
  if (sources.file !== undefined) tree = merge(tree, readTree(sources.file))
  for (const assignment of sources.set ?? []) tree = merge(tree, assignmentTree(assignment))
  return parseConfig(tree)
}

/** Completes and checks a plain tree of settings. Throws SpiceError ('config'). */
export function parseConfig(tree: unknown): Config {
  const result = configSchema.safeParse(tree)
  if (!result.success) throw explainIssues(result.error, tree)
  checkCombinations(result.data)
  return result.data
}

type Tree = { [key: string]: unknown }

function presetTree(name: string): Tree {
  if (!Object.hasOwn(PRESETS, name))
    throw new SpiceError('config', `preset: no preset is called ${JSON.stringify(name)}`, {
      hint: `Presets are ${Object.keys(PRESETS).join(', ')}.`,
    })
  return PRESETS[name as PresetName] as Tree
}

function readTree(file: string): Tree {
  let text: string
  try {
    const bytes = statSync(file).size
    if (bytes > MAX_FILE_BYTES)
      throw new SpiceError('input', `${file}: ${bytes} bytes are too many for a configuration file`, {
        hint: `At most ${MAX_FILE_BYTES} bytes are read.`,
      })
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    if (cause instanceof SpiceError) throw cause
    throw new SpiceError('input', `${file}: can't read this configuration file`, {
      cause,
      hint: 'Name a YAML file that exists and is readable.',
    })
  }
  const tree = parseYaml(text, file)
  if (tree === null) return {}
  if (!isTree(tree))
    throw new SpiceError('config', `${file}: holds ${describe(tree)}, not a tree of settings`, {
      hint: 'Write lines such as `iterations: 100`.',
    })
  return tree
}

function assignmentTree(assignment: string): Tree {
  const equals = assignment.indexOf('=')
  const path = assignment.slice(0, Math.max(equals, 0)).trim()
  const keys = path.split('.')
  if (equals < 1 || keys.some((key) => key === '' || key === '__proto__'))
    throw new SpiceError('config', `--set ${assignment}: is not of the form path=value`, {
      hint: 'For example --set optimizer.learningRate=1e-5.',
    })
  const value = parseYaml(assignment.slice(equals + 1), `--set ${path}`)
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Tree
}

function parseYaml(text: string, where: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
    throw new SpiceError('config', `${where}: not valid YAML: ${message}`, {
      cause,
      hint: 'Check the quoting.',
    })
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function merge(below: Tree, above: Tree): Tree {
  const merged: Tree = { ...below }
  for (const [key, value] of Object.entries(above)) {
    if (key === '__proto__') continue
    const held = Object.hasOwn(merged, key) ? merged[key] : undefined
    merged[key] = isTree(value) ? merge(isTree(held) ? held : {}, value) : value
  }
  return merged
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
