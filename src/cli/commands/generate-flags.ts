import { InvalidArgumentError } from 'commander'
import type { Config } from '../../config/index.js'
import { SpiceError } from '../../errors.js'
import { findRun, isModelReference } from '../../runs/index.js'
import type { Band } from '../../task-sets/index.js'
import { configOf } from './train-flags.js'

export interface GenerateFlags {
  readonly corpus?: readonly string[]
  readonly model?: string
  readonly challenger?: string
  readonly reasoner?: string
  readonly tasks?: number
  readonly documents?: number
  readonly band: Band
  readonly samples?: number
  readonly withAnswers?: boolean
  readonly preset?: string
  readonly config?: string
  readonly set?: readonly string[]
  readonly seed?: number
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly root: string
  readonly force?: boolean
  readonly json?: boolean
}

/** `0.2..0.8`. */
export function bandFlag(text: string): Band {
  const [, from, to] = /^(\d*\.?\d+)\.\.(\d*\.?\d+)$/.exec(text) ?? []
  const band = { from: Number(from), to: Number(to) }
  if (band.from <= band.to && band.to <= 1) return band
  throw new InvalidArgumentError('It takes two shares from 0 to 1, the lower one first: 0.2..0.8.')
}

/** Settings of training, which must not stand in the way: a group of one is fine where no one learns. */
const NO_TRAINING = ['advantage=rae']

/** The settings of the game: those of the run that is named, else as `spice train` would have them. */
export function generateConfig({ samples, ...flags }: GenerateFlags): Config {
  const set = [
    ...NO_TRAINING,
    ...(samples === undefined ? [] : [`answersPerTask=${samples}`]),
    ...(flags.set ?? []),
  ]
  const { model, config, preset, ...others } = flags
  if (model === undefined || isModelReference(model)) return configOf({ ...flags, set })
  const run = findRun(model.replace(/@\d+$/, ''), flags.root)
  if (config !== undefined || preset !== undefined)
    throw new SpiceError(
      'config',
      `--${config === undefined ? 'preset' : 'config'}: ${model} brings its own settings`,
      {
        hint: 'Change single ones with --set.',
      },
    )
  return configOf({ ...others, set }, run)
}
