import { Tensor as OrtTensor } from 'onnxruntime-node'
import type { Graph, Value } from '../graph/graph.js'
import type { ModelConfig, Tensor } from '../model/index.js'

/** A layer's weights as the generation graphs read them: what multiplies the same rows stands side by side. */
export interface LayerWeights {
  readonly attentionNorm: Value
  /** [(heads + 2 kvHeads) * headDim, width]; queries are scaled by 1 / sqrt(headDim) here or in `qkNorm`. */
  readonly qkv: Value
  readonly qkvBias: Value | undefined
  /** The norm's factors, head by head, queries before keys: [(heads + kvHeads) * headDim]. */
  readonly qkNorm: Value | undefined
  readonly output: Value
  readonly feedForwardNorm: Value
  /** [2 * ffn, width] */
  readonly gateUp: Value
  readonly down: Value
}

/** Declares a layer's weights as graph inputs, by the names that `generationWeights` gives them. */
export function layerWeights(graph: Graph, config: ModelConfig, layer: number): LayerWeights {
  const input = (name: string, rank: number): Value => graph.input(`${layer}.${name}`, 'float32', rank)
  return {
    attentionNorm: input('attentionNorm', 1),
    qkv: input('qkv', 2),
    qkvBias: config.qkvBias ? input('qkvBias', 1) : undefined,
    qkNorm: config.qkNorm ? input('qkNorm', 1) : undefined,
    output: input('output', 2),
    feedForwardNorm: input('feedForwardNorm', 1),
    gateUp: input('gateUp', 2),
    down: input('down', 2),
  }
}

/** Arranges a model's weights, by their Hugging Face names, for `layerWeights`, `embedding`, `norm` and `head`. */
export function generationWeights(
  config: ModelConfig,
  weights: ReadonlyMap<string, Tensor>,
): Map<string, OrtTensor> {
  const { headDim, heads, kvHeads } = config
  const data = (name: string): Float32Array => (weights.get(name) as Tensor).data
  const arranged = new Map<string, OrtTensor>()
  const put = (name: string, values: Float32Array, ...shape: number[]): void => {
    arranged.set(name, new OrtTensor('float32', values, shape))
  }
  const keep = (name: string, from: string): void => {
    const { shape, data: values } = weights.get(from) as Tensor
    put(name, values, ...shape)
  }
  const scale = 1 / Math.sqrt(headDim)
  const scaled = (values: Float32Array): Float32Array => values.map((x) => x * scale)
  for (let l = 0; l < config.layers; l++) {
    const base = `model.layers.${l}`
    const attention = `${base}.self_attn`
    const side = (part: string): Float32Array => {
      const [q, k, v] = ['q', 'k', 'v'].map((x) => data(`${attention}.${x}_proj.${part}`))
      return joined([config.qkNorm ? q : scaled(q as Float32Array), k, v] as Float32Array[])
    }
    keep(`${l}.attentionNorm`, `${base}.input_layernorm.weight`)
    put(`${l}.qkv`, side('weight'), (heads + 2 * kvHeads) * headDim, config.width)
    if (config.qkvBias) put(`${l}.qkvBias`, side('bias'), (heads + 2 * kvHeads) * headDim)
    if (config.qkNorm) {
      const q = scaled(data(`${attention}.q_norm.weight`))
      const k = data(`${attention}.k_norm.weight`)
      const parts = Array.from({ length: heads + kvHeads }, (_, head) => (head < heads ? q : k))
      put(`${l}.qkNorm`, joined(parts), (heads + kvHeads) * headDim)
    }
    keep(`${l}.output`, `${attention}.o_proj.weight`)
    keep(`${l}.feedForwardNorm`, `${base}.post_attention_layernorm.weight`)
    const gateUp = joined([data(`${base}.mlp.gate_proj.weight`), data(`${base}.mlp.up_proj.weight`)])
    put(`${l}.gateUp`, gateUp, 2 * config.ffn, config.width)
    keep(`${l}.down`, `${base}.mlp.down_proj.weight`)
  }
  keep('embedding', 'model.embed_tokens.weight')
  keep('norm', 'model.norm.weight')
  keep('head', config.tied ? 'model.embed_tokens.weight' : 'lm_head.weight')
  return arranged
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
