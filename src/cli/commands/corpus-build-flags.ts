import { InvalidArgumentError } from 'commander'
import {
  type BuildOptions,
  type BuildSource,
  CLEAN_STEPS,
  type CleanStepName,
  cleanStep,
  DEFAULT_LIMITS,
  filterStep,
  loadLanguageDetector,
  nearDuplicates,
  type TextLimits,
} from '../../corpus/index.js'
import { SpiceError } from '../../errors.js'
import { bundledModelPath } from '../../runs/index.js'
import { loadTokenizer } from '../../tokenizer/index.js'
import { openIndex } from './item-sets.js'

/** What `spice corpus build` takes. */
export interface BuildFlags {
  readonly weight?: readonly string[]
  readonly textField?: string
  readonly tokens: number
  readonly minTokens: number
  readonly exactCounts?: boolean
  readonly model: string
  readonly clean: boolean
  readonly skip?: readonly string[]
  readonly filter: boolean
  readonly limit?: readonly string[]
  readonly detectLanguages?: boolean
  readonly language?: readonly string[]
  readonly exactDuplicates: boolean
  readonly nearDuplicates?: number
  readonly contamination: 'drop' | 'flag' | 'keep' | 'off'
  readonly index?: readonly string[]
  readonly set?: readonly string[]
  readonly search?: boolean
  readonly strict?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

/** The build that the flags ask for. Throws SpiceError('config' | 'input' | 'model'). */
export async function buildOptions(
  folder: string,
  sources: readonly string[],
  flags: BuildFlags,
): Promise<BuildOptions> {
  const { nearDuplicates: threshold, contamination: action } = flags
  const tokenizer = await loadTokenizer(flags.model === 'bundled' ? bundledModelPath() : flags.model)
  return {
    folder,
    sources: weighted(sources, flags.weight ?? []).map((source) => ({
      ...source,
      ...(flags.textField !== undefined && { textField: flags.textField }),
    })),
    documentTokens: flags.tokens,
    minTokens: flags.minTokens,
    tokens: flags.exactCounts ? 'exact' : 'estimate',
    tokenizer,
    ...cleaning(flags),
    ...(await filtering(flags)),
    exactDuplicates: flags.exactDuplicates,
    ...(threshold !== undefined && { near: nearDuplicates(threshold) }),
    ...(action !== 'off' && { contamination: { action, index: await openIndex(flags) } }),
    search: flags.search ?? false,
    strict: flags.strict ?? false,
    force: flags.force ?? false,
  }
}

export function similarity(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= 1) return value
  throw new InvalidArgumentError('It takes a number above 0 and up to 1.')
}

/**
 * Sources with a weight stand by themselves, in the order given; the others are one. Documents of a source are drawn
 * alike, so that a glob that the shell has spelled out is not a hundred sources.
 */
function weighted(paths: readonly string[], weights: readonly string[]): BuildSource[] {
  const given = namedWeights(weights)
  for (const name of given.keys())
    if (!paths.includes(name))
      throw new SpiceError('config', `--weight names ${name}, which is no source`, {
        hint: `the sources are ${paths.slice(0, 5).join(', ')}; quote globs so that the shell leaves them`,
      })
  const rest = paths.filter((path) => !given.has(path))
  const sources: BuildSource[] = []
  for (const path of new Set(paths)) {
    const weight = given.get(path)
    if (weight !== undefined) sources.push({ name: path, paths: [path], weight })
    else if (path === rest[0]) sources.push({ paths: rest })
  }
  return sources
}

/** `name=weight`, each name once. */
export function namedWeights(flags: readonly string[]): Map<string, number> {
  const weights = new Map<string, number>()
  for (const flag of flags) {
    const at = flag.lastIndexOf('=')
    const name = flag.slice(0, Math.max(0, at))
    const weight = Number(flag.slice(at + 1))
    if (name === '' || at === flag.length - 1 || !(weight > 0 && weight <= 1e9) || weights.has(name))
      throw new SpiceError('config', `--weight ${flag} is not source=number above 0, each source once`)
    weights.set(name, weight)
  }
  return weights
}

function cleaning({ clean, skip = [] }: BuildFlags): Pick<BuildOptions, 'clean'> {
  const unknown = skip.find((step) => !CLEAN_STEPS.includes(step as CleanStepName))
  if (unknown !== undefined)
    throw new SpiceError('config', `--skip ${unknown}: there is no such step`, {
      hint: `steps of cleaning are ${CLEAN_STEPS.join(', ')}`,
    })
  if (!clean) return {}
  const steps = Object.fromEntries(CLEAN_STEPS.map((step) => [step, !skip.includes(step)]))
  return { clean: { settings: steps, run: cleanStep(steps) } }
}

async function filtering(flags: BuildFlags): Promise<Pick<BuildOptions, 'filter'>> {
  const languages = flags.language ?? null
  const wrong = languages?.find((code) => !/^[a-z]{2}$/.test(code))
  if (wrong !== undefined)
    throw new SpiceError('config', `--language ${wrong} is no code of two small letters, such as en`)
  const limits = { ...(flags.filter ? limitsOf(flags.limit ?? []) : NO_LIMITS), languages }
  const detect = (flags.detectLanguages ?? false) || languages !== null
  if (!flags.filter && !detect) return {}
  const detector = detect ? await loadLanguageDetector() : undefined
  return { filter: { settings: { ...limits, detect }, run: filterStep(limits, detector) } }
}

const NO_LIMITS = Object.fromEntries(
  Object.keys(DEFAULT_LIMITS).map((name) => [name, name === 'sharesFromCharacters' ? 0 : null]),
) as unknown as TextLimits

function limitsOf(flags: readonly string[]): TextLimits {
  const limits: Record<string, unknown> = { ...DEFAULT_LIMITS }
  for (const flag of flags) {
    const [name = '', value = ''] = flag.split('=', 2)
    const off = value === 'off' && name !== 'sharesFromCharacters'
    const number = value.trim() === '' ? Number.NaN : Number(value)
    if (!Object.hasOwn(DEFAULT_LIMITS, name) || name === 'languages' || !(off || number >= 0))
      throw new SpiceError('config', `--limit ${flag} is no limit of the filter with a number or off`, {
        hint: `limits are ${Object.keys(DEFAULT_LIMITS)
          .filter((one) => one !== 'languages')
          .join(', ')}`,
      })
    limits[name] = off ? null : number
  }
  return limits as unknown as TextLimits
}
