import { join } from 'node:path'
import { SpiceError } from '../../../errors.js'
import { declaredEosTokens, readJsonFile } from '../../../tokenizer/index.js'
import { type ConfigReader, configReader } from './config-reader.js'
import { type RopeScaling, readRope } from './rope.js'

export const FAMILIES = ['llama', 'qwen2', 'qwen3'] as const
export type Family = (typeof FAMILIES)[number]

/** The shape of a decoder. All of them: RMS norm before each part, rotary embedding, SwiGLU, no bias but `qkvBias`. */
export interface ModelConfig {
  readonly family: Family
  readonly vocabulary: number
  readonly width: number
  readonly layers: number
  readonly heads: number
  /** Divides `heads`; smaller with grouped-query attention. */
  readonly kvHeads: number
  /** Even. heads × headDim need not be `width`. */
  readonly headDim: number
  /** Inner width of the SwiGLU. */
  readonly ffn: number
  readonly ropeTheta: number
  readonly ropeScaling?: RopeScaling
  readonly rmsEpsilon: number
  /** The vocabulary product uses the embedding matrix. */
  readonly tied: boolean
  /** Longest sequence that the model was made for. */
  readonly contextTokens: number
  /** Qwen2: a bias on the query, key and value products. */
  readonly qkvBias: boolean
  /** Qwen3: an RMS norm on each head's query and key. */
  readonly qkNorm: boolean
  readonly eosTokens: readonly number[]
}

const CLASS_NAME: Record<Family, string> = {
  llama: 'LlamaForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
}

/**
 * Reads and checks `config.json` of a Hugging Face model folder, in the layout of transformers 4 or 5.
 * Throws SpiceError('model') naming file, key, found and accepted for whatever this engine would compute differently.
 */
export async function readModelConfig(folder: string): Promise<ModelConfig> {
  const path = join(folder, 'config.json')
  const json = await readJsonFile(path)
  if (!json) {
    throw new SpiceError('model', `${path}: not found`, {
      hint: 'A model is a folder in Hugging Face layout: config.json, *.safetensors and tokenizer.json.',
    })
  }
  const config = configReader(path, json)
  const family = config.oneOf('model_type', FAMILIES)
  refuseWhatIsNotComputed(config, family)

  const width = config.size('hidden_size', 1 << 17)
  const heads = config.size('num_attention_heads', 1 << 12)
  const kvHeads = config.size('num_key_value_heads', heads, heads)
  if (heads % kvHeads !== 0) throw config.wrong('num_key_value_heads', `a divisor of ${heads} heads`)
  // transformers gives Qwen3 heads of 128 whatever its width, the others their share of the width.
  const headDim = config.size('head_dim', 1 << 12, family === 'qwen3' ? 128 : width / heads)
  if (headDim % 2 !== 0) throw config.wrong('head_dim', `an even number (width ${width}, ${heads} heads)`)
  const contextTokens = config.size('max_position_embeddings', 1 << 28)
  return {
    family,
    vocabulary: config.size('vocab_size', 1 << 24),
    width,
    layers: config.size('num_hidden_layers', 1 << 10),
    heads,
    kvHeads,
    headDim,
    ffn: config.size('intermediate_size', 1 << 20),
    ...readRope(config, contextTokens),
    rmsEpsilon: config.positive('rms_norm_eps', 1e-6),
    tied: config.flag('tie_word_embeddings', false),
    contextTokens,
    qkvBias: family === 'qwen2',
    qkNorm: family === 'qwen3',
    eosTokens: await declaredEosTokens(folder),
  }
}

function refuseWhatIsNotComputed(config: ConfigReader, family: Family): void {
  const architectures = config.value('architectures') ?? [CLASS_NAME[family]]
  if (!Array.isArray(architectures) || !architectures.includes(CLASS_NAME[family])) {
    throw config.wrong('architectures', `["${CLASS_NAME[family]}"]`)
  }
  config.oneOf('hidden_act', ['silu'], 'silu')
  for (const key of ['use_sliding_window', 'attention_bias', 'mlp_bias']) {
    if (config.flag(key, false)) throw config.wrong(key, 'false')
  }
  const layerTypes = config.value('layer_types')
  if (Array.isArray(layerTypes) && layerTypes.some((type) => type !== 'full_attention')) {
    throw config.wrong('layer_types', 'full_attention only')
  }
  if (config.value('quantization_config') != null) {
    throw config.wrong('quantization_config', 'none: quantised weights cannot be trained')
  }
}
