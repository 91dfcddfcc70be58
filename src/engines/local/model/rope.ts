import type { ConfigReader } from './config-reader.js'
import type { ModelConfig } from './model-config.js'

/** The `llama3` rule: long waves are slowed down by `factor`, short ones kept, those between interpolated. */
export interface RopeScaling {
  readonly factor: number
  readonly lowFreqFactor: number
  readonly highFreqFactor: number
  /** Context length of the model before it was stretched. */
  readonly originalContextTokens: number
}

/** Any other key would change the frequencies in a way that is not computed here. */
const ROPE_KEYS = new Set([
  'rope_type',
  'type',
  'rope_theta',
  'partial_rotary_factor',
  'factor',
  'low_freq_factor',
  'high_freq_factor',
  'original_max_position_embeddings',
])

/** Rotary parameters from `rope_parameters` (transformers 5) or `rope_theta` and `rope_scaling` (before). */
export function readRope(
  config: ConfigReader,
  contextTokens: number,
): { readonly ropeTheta: number; readonly ropeScaling?: RopeScaling } {
  const rope = config.section('rope_scaling') ?? config.section('rope_parameters')
  const ropeTheta =
    rope?.value('rope_theta') != null ? rope.positive('rope_theta') : config.positive('rope_theta', 10_000)
  for (const holder of [config, rope]) {
    if (holder && holder.positive('partial_rotary_factor', 1) !== 1)
      throw holder.wrong('partial_rotary_factor', '1')
  }
  if (!rope) return { ropeTheta }
  for (const key of rope.keys()) {
    if (!ROPE_KEYS.has(key)) throw rope.wrong(key, `none of it, only ${[...ROPE_KEYS].join(', ')}`)
  }
  const type = rope.oneOf(
    rope.value('rope_type') == null ? 'type' : 'rope_type',
    ['default', 'llama3'],
    'default',
  )
  if (type === 'default') return { ropeTheta }
  const ropeScaling = {
    factor: rope.positive('factor'),
    lowFreqFactor: rope.positive('low_freq_factor'),
    highFreqFactor: rope.positive('high_freq_factor'),
    originalContextTokens: rope.size('original_max_position_embeddings', 1 << 28, contextTokens),
  }
  if (ropeScaling.highFreqFactor <= ropeScaling.lowFreqFactor) {
    throw rope.wrong('high_freq_factor', `more than low_freq_factor ${ropeScaling.lowFreqFactor}`)
  }
  return { ropeTheta, ropeScaling }
}

/** Radians per position of each pair of dimensions: [headDim / 2]. */
export function ropeFrequencies(
  config: Pick<ModelConfig, 'headDim' | 'ropeTheta' | 'ropeScaling'>,
): Float64Array {
  const frequencies = new Float64Array(config.headDim / 2)
  for (let pair = 0; pair < frequencies.length; pair++) {
    const frequency = config.ropeTheta ** ((-2 * pair) / config.headDim)
    frequencies[pair] = config.ropeScaling ? scaled(frequency, config.ropeScaling) : frequency
  }
  return frequencies
}

function scaled(
  frequency: number,
  { factor, lowFreqFactor, highFreqFactor, originalContextTokens }: RopeScaling,
): number {
  const turns = (originalContextTokens * frequency) / (2 * Math.PI) // over the original context
  if (turns < lowFreqFactor) return frequency / factor
  if (turns > highFreqFactor) return frequency
  const share = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor)
  return ((1 - share) * frequency) / factor + share * frequency
}

/**
 * Cosines and sines of the rotary embedding at positions 0 … positions - 1, each [positions, headDim / 2].
 * Frequencies and angles are rounded to 32 bits where transformers rounds them: at position 100,000 the exact angle
 * would be several milliradians from the one that models were trained with.
 */
export function ropeTables(
  config: Pick<ModelConfig, 'headDim' | 'ropeTheta' | 'ropeScaling'>,
  positions: number,
): { readonly cos: Float32Array; readonly sin: Float32Array } {
  const frequencies = Float32Array.from(ropeFrequencies(config))
  const cos = new Float32Array(positions * frequencies.length)
  const sin = new Float32Array(positions * frequencies.length)
  for (let position = 0, i = 0; position < positions; position++) {
    for (const frequency of frequencies) {
      const angle = Math.fround(position * frequency)
      cos[i] = Math.cos(angle)
      sin[i++] = Math.sin(angle)
    }
  }
  return { cos, sin }
}
