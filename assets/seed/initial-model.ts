import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Tensor, writeSafetensors } from '../../src/engines/local/model/index.js'
import { randomStream } from '../../src/random/index.js'
import { SPECIAL_TOKENS, tokenizerFiles, trainBpe } from './bpe.js'
import { tokenizerText } from './tokenizer-text.js'

/** The shape of the seed model: 0.7M parameters, a plain Qwen3 that transformers loads. */
export const SHAPE = {
  vocabulary: 512,
  width: 128,
  layers: 4,
  heads: 4,
  headDim: 32,
  feedForward: 256,
  contextTokens: 256,
} as const

const DEVIATION = 0.02

function configJson(): object {
  return {
    architectures: ['Qwen3ForCausalLM'],
    model_type: 'qwen3',
    vocab_size: SHAPE.vocabulary,
    hidden_size: SHAPE.width,
    intermediate_size: SHAPE.feedForward,
    num_hidden_layers: SHAPE.layers,
    num_attention_heads: SHAPE.heads,
    num_key_value_heads: SHAPE.heads,
    head_dim: SHAPE.headDim,
    hidden_act: 'silu',
    max_position_embeddings: SHAPE.contextTokens,
    rms_norm_eps: 1e-6,
    rope_theta: 10000,
    attention_bias: false,
    attention_dropout: 0,
    tie_word_embeddings: true,
    use_sliding_window: false,
    initializer_range: DEVIATION,
    pad_token_id: SPECIAL_TOKENS.indexOf('<pad>'),
    eos_token_id: SPECIAL_TOKENS.indexOf('<eos>'),
    torch_dtype: 'float32',
  }
}

/** Tensor names and shapes in the order in which random numbers are drawn for them. */
function shapes(): [name: string, shape: number[]][] {
  const { vocabulary, width, layers, heads, headDim, feedForward } = SHAPE
  const list: [string, number[]][] = [['model.embed_tokens.weight', [vocabulary, width]]]
  for (let layer = 0; layer < layers; layer++) {
    const at = `model.layers.${layer}`
    for (const name of ['q', 'k', 'v'])
      list.push([`${at}.self_attn.${name}_proj.weight`, [heads * headDim, width]])
    list.push([`${at}.self_attn.o_proj.weight`, [width, heads * headDim]])
    for (const name of ['q', 'k']) list.push([`${at}.self_attn.${name}_norm.weight`, [headDim]])
    for (const name of ['gate', 'up']) list.push([`${at}.mlp.${name}_proj.weight`, [feedForward, width]])
    list.push([`${at}.mlp.down_proj.weight`, [width, feedForward]])
    for (const name of ['input', 'post_attention']) list.push([`${at}.${name}_layernorm.weight`, [width]])
  }
  return [...list, ['model.norm.weight', [width]]]
}

/** Normal weights, smaller where a block writes to the residual stream; norms are 1. */
export function initialWeights(seed: number): Map<string, Tensor> {
  const weights = new Map<string, Tensor>()
  for (const [index, [name, shape]] of shapes().entries()) {
    const rng = randomStream({ seed, iteration: 0, purpose: 'initialisation', index })
    const writes = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight')
    const deviation = writes ? DEVIATION / Math.sqrt(2 * SHAPE.layers) : DEVIATION
    const size = shape.reduce((a, b) => a * b, 1)
    const data = Float32Array.from({ length: size }, () =>
      shape.length === 1 ? 1 : deviation * rng.normal(),
    )
    weights.set(name, { shape, data })
  }
  return weights
}

/** Writes a model folder with a trained tokenizer and untrained weights. */
export async function writeInitialModel(folder: string, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  const eos = SPECIAL_TOKENS.indexOf('<eos>')
  const files = {
    ...tokenizerFiles(trainBpe(tokenizerText(seed), SHAPE.vocabulary)),
    'config.json': configJson(),
    'generation_config.json': { eos_token_id: eos, pad_token_id: SPECIAL_TOKENS.indexOf('<pad>') },
  }
  for (const [name, json] of Object.entries(files))
    await writeFile(join(folder, name), `${JSON.stringify(json, null, 1)}\n`)
  await writeSafetensors(join(folder, 'model.safetensors'), initialWeights(seed))
}
