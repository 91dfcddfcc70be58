import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  elementCount,
  expectedTensors,
  readModelConfig,
  writeSafetensors,
} from '../../src/engines/local/model/index.js'
import { randomStream } from '../../src/random/index.js'
import type { Shape } from './shapes.js'

/** Writes a random model of a shape that both the engine and transformers load. */
export async function makeModel(folder: string, shape: Shape): Promise<void> {
  await mkdir(folder, { recursive: true })
  const write = (name: string, json: object) => writeFile(join(folder, name), JSON.stringify(json))
  await write('config.json', {
    architectures: ['Qwen3ForCausalLM'],
    model_type: 'qwen3',
    vocab_size: shape.vocabulary,
    hidden_size: shape.width,
    intermediate_size: shape.ffn,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.heads,
    head_dim: shape.headDim,
    hidden_act: 'silu',
    max_position_embeddings: 512,
    rope_theta: 10_000,
    tie_word_embeddings: true,
    torch_dtype: 'float32',
  })
  await write('tokenizer.json', {
    model: { type: 'BPE', vocab: { a: 0 }, merges: [] },
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
  })
  const random = randomStream({ seed: 1, iteration: 0, purpose: 'initialisation', index: 0 })
  const weights = [...expectedTensors(await readModelConfig(folder))].map(([name, dimensions]) => {
    const isNorm = dimensions.length === 1
    const data = Float32Array.from({ length: elementCount(dimensions) }, () =>
      isNorm ? 1 : (random.uniform() - 0.5) * 0.07,
    )
    return [name, { shape: dimensions, data }] as const
  })
  await writeSafetensors(join(folder, 'model.safetensors'), new Map(weights))
}
