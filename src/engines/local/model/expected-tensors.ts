import type { ModelConfig } from './model-config.js'
import { elementCount } from './tensor.js'

/**
 * Names and shapes of a model's tensors as transformers saves them, in the order of computation. Products are
 * [out, in]; `lm_head.weight` is absent when the embedding is tied.
 */
export function expectedTensors(config: ModelConfig): Map<string, readonly number[]> {
  const { vocabulary, width, ffn, headDim } = config
  const queries = config.heads * headDim
  const keys = config.kvHeads * headDim
  const shapes = new Map<string, readonly number[]>([['model.embed_tokens.weight', [vocabulary, width]]])
  for (let layer = 0; layer < config.layers; layer++) {
    const add = (name: string, ...shape: number[]) => shapes.set(`model.layers.${layer}.${name}`, shape)
    add('input_layernorm.weight', width)
    add('self_attn.q_proj.weight', queries, width)
    add('self_attn.k_proj.weight', keys, width)
    add('self_attn.v_proj.weight', keys, width)
    if (config.qkvBias) {
      add('self_attn.q_proj.bias', queries)
      add('self_attn.k_proj.bias', keys)
      add('self_attn.v_proj.bias', keys)
    }
    if (config.qkNorm) {
      add('self_attn.q_norm.weight', headDim)
      add('self_attn.k_norm.weight', headDim)
    }
    add('self_attn.o_proj.weight', width, queries)
    add('post_attention_layernorm.weight', width)
    add('mlp.gate_proj.weight', ffn, width)
    add('mlp.up_proj.weight', ffn, width)
    add('mlp.down_proj.weight', width, ffn)
  }
  shapes.set('model.norm.weight', [width])
  if (!config.tied) shapes.set('lm_head.weight', [vocabulary, width])
  return shapes
}

/** Numbers in all tensors of a model; a tied embedding counts once. */
export function parameterCount(config: ModelConfig): number {
  let count = 0
  for (const shape of expectedTensors(config).values()) count += elementCount(shape)
  return count
}
