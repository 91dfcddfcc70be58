import { SpiceError } from '../errors.js'
import type { Tokenizer } from '../tokenizer/index.js'
import { tokenizerPrint } from './build-inputs.js'
import type { BuildProgress } from './build-progress.js'
import type { TokenPolicy } from './count-tokens.js'
import type { BuildSettings } from './manifest.js'
import type { NearStep } from './near-step.js'
import type { Clean, ContaminationIndex, Filter, SegmentText } from './steps.js'

export interface BuildSource {
  /** Files, folders, globs; what `findFiles` takes. */
  readonly paths: readonly string[]
  /** Share of the samples, relative to the other sources'; default 1. */
  readonly weight?: number
  /** Field or column that holds the text; default `text`, else `orig_doc`. */
  readonly textField?: string
  /** For people; default the paths. */
  readonly name?: string
}

/** A step and what it was made of: the settings stand in the manifest, and a build is resumed only with the same. */
export interface Configured<Step> {
  readonly settings: unknown
  readonly run: Step
}

export interface BuildOptions {
  /** The index folder: new, or one whose build was interrupted. */
  readonly folder: string
  readonly sources: readonly BuildSource[]
  /** Longer texts are cut into documents of at most this many tokens. */
  readonly documentTokens: number
  readonly tokenizer: Pick<Tokenizer, 'encode'>
  /** Default `estimate`: see count-tokens.ts. */
  readonly tokens?: TokenPolicy
  /** Shorter documents are dropped; default 0. */
  readonly minTokens?: number
  readonly clean?: Configured<Clean>
  readonly segment?: Configured<SegmentText>
  readonly filter?: Configured<Filter>
  /** Drop documents whose text was there before; default true. */
  readonly exactDuplicates?: boolean
  /** Drop documents that are nearly one that was kept: `nearDuplicates(threshold)`. */
  readonly near?: NearStep
  readonly contamination?: { readonly index: ContaminationIndex; readonly action: 'drop' | 'flag' | 'keep' }
  /** Build the full-text index too. */
  readonly search?: boolean
  /** The first problem stops the build. */
  readonly strict?: boolean
  /** Start over where a finished or another unfinished corpus stands. */
  readonly force?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: BuildProgress) => void
  /** Bytes of text between two commits of the journal, which also come every few seconds; default 64 MiB. */
  readonly commitBytes?: number
  /** Default 1 GiB. */
  readonly shardBytes?: number
}

/** What the manifest keeps of the options. Throws SpiceError('config') for impossible ones. */
export function settingsOf(options: BuildOptions): BuildSettings {
  const { documentTokens, minTokens = 0, tokens = 'estimate', contamination } = options
  if (!Number.isInteger(documentTokens) || documentTokens < 1)
    throw new SpiceError('config', `documentTokens is ${documentTokens}, not a whole number above 0`)
  if (options.sources.length === 0) throw new SpiceError('config', 'a corpus needs at least one source')
  for (const { name = '', textField = '', weight = 1 } of options.sources) {
    if (name.length > 1000 || textField.length > 1000)
      throw new SpiceError('config', 'the name or text field of a source has more than 1000 characters')
    if (!(weight > 0 && weight <= 1e9))
      throw new SpiceError('config', `a source has weight ${weight}, not above 0`)
  }
  return {
    documentTokens,
    minTokens,
    tokens,
    tokenizer: tokenizerPrint(options.tokenizer),
    segment: options.segment?.settings ?? null,
    clean: options.clean?.settings ?? null,
    filter: options.filter?.settings ?? null,
    exact: options.exactDuplicates ?? true,
    near: options.near?.settings ?? null,
    contamination: contamination ? { action: contamination.action, index: contamination.index.hash } : null,
  }
}
