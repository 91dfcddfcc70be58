import type { Graph, Value } from './graph.js'
import { add } from './ops/add.js'
import { linear } from './ops/linear.js'
import { reshape } from './ops/reshape.js'
import { rmsNorm } from './ops/rms-norm.js'
import { type RotaryTables, rotary } from './ops/rotary.js'
import { swiglu } from './ops/swiglu.js'

/** What the graphs need to know of a model: Llama, Qwen2 and Qwen3 differ in these only. */
export interface DecoderShape {
  readonly layers: number
  readonly width: number
  readonly heads: number
  readonly kvHeads: number
  readonly headDim: number
  readonly rmsEpsilon: number
  /** The output projection is the embedding table. */
  readonly tied: boolean
  /** Biases on the query, key and value projections (Qwen2). */
  readonly qkvBias: boolean
  /** RMS norm of each query and key head (Qwen3). */
  readonly qkNorm: boolean
}

/** Weights by their Hugging Face names, declared as graph inputs on first use. */
export class GraphWeights {
  private readonly declared = new Map<string, Value>()

  constructor(private readonly graph: Graph) {}

  matrix(name: string): Value {
    return this.declare(name, 2)
  }

  vector(name: string): Value {
    return this.declare(name, 1)
  }

  entries(): [string, Value][] {
    return [...this.declared]
  }

  private declare(name: string, rank: number): Value {
    const known = this.declared.get(name)
    if (known) return known
    const value = this.graph.weight(name, rank)
    this.declared.set(name, value)
    return value
  }
}

export const EMBEDDING = 'model.embed_tokens.weight'

export interface DecoderContext {
  readonly graph: Graph
  readonly shape: DecoderShape
  readonly weights: GraphWeights
}

/** Attention's three projections of rows x [N, width], normed and rotated: q [N, heads * d], k and v [N, kvHeads * d]. */
export function queryKeyValue(
  { graph, shape, weights }: DecoderContext,
  layer: number,
  x_ND: Value,
  tables: RotaryTables,
): { q: Value; k: Value; v: Value } {
  const base = `model.layers.${layer}`
  const normed = rmsNorm(graph, x_ND, weights.vector(`${base}.input_layernorm.weight`), shape.rmsEpsilon)
  const project = (which: 'q' | 'k' | 'v'): Value => {
    const name = `${base}.self_attn.${which}_proj`
    const bias = shape.qkvBias ? weights.vector(`${name}.bias`) : undefined
    return linear(graph, normed, weights.matrix(`${name}.weight`), bias)
  }
  const place = (which: 'q' | 'k', heads: number): Value => {
    const projected = project(which)
    if (!shape.qkNorm) return rotary(graph, projected, tables)
    const perHead = reshape(graph, projected, graph.integers(-1, shape.headDim))
    const weight = weights.vector(`${base}.self_attn.${which}_norm.weight`)
    const headNormed = rmsNorm(graph, perHead, weight, shape.rmsEpsilon)
    return rotary(graph, reshape(graph, headNormed, graph.integers(-1, heads * shape.headDim)), tables)
  }
  return { q: place('q', shape.heads), k: place('k', shape.kvHeads), v: project('v') }
}

/** Residual rows after attention's output projection and the feed-forward block: [N, width]. */
export function finishBlock(
  { graph, shape, weights }: DecoderContext,
  layer: number,
  x_ND: Value,
  attended_NF: Value,
): Value {
  const base = `model.layers.${layer}`
  const projected = linear(graph, attended_NF, weights.matrix(`${base}.self_attn.o_proj.weight`))
  const middle = add(graph, x_ND, projected)
  const norm = weights.vector(`${base}.post_attention_layernorm.weight`)
  const normed = rmsNorm(graph, middle, norm, shape.rmsEpsilon)
  const gate = linear(graph, normed, weights.matrix(`${base}.mlp.gate_proj.weight`))
  const up = linear(graph, normed, weights.matrix(`${base}.mlp.up_proj.weight`))
  const down = linear(graph, swiglu(graph, gate, up), weights.matrix(`${base}.mlp.down_proj.weight`))
  return add(graph, middle, down)
}

/** Embedding rows of tokens [N] (int64): [N, width]. Not recorded: the gradient of looked-up rows is summed outside. */
export function embed({ graph, weights }: DecoderContext, tokens_N: Value): Value {
  return graph.node('Gather', [weights.matrix(EMBEDDING), tokens_N], { axis: { int: 0 } })
}

/** The final norm and the vocabulary scores of rows x [M, width]; `table` [vocabulary, width] is the output projection. */
export function outputHead(
  { graph, shape, weights }: DecoderContext,
  x_MD: Value,
): { normed_MD: Value; table_VD: Value; logits_MV: Value } {
  const normed_MD = rmsNorm(graph, x_MD, weights.vector('model.norm.weight'), shape.rmsEpsilon)
  const table_VD = weights.matrix(outputTable(shape))
  return { normed_MD, table_VD, logits_MV: linear(graph, normed_MD, table_VD) }
}

/** Name of the weight that maps hidden rows to vocabulary scores. */
export function outputTable(shape: DecoderShape): string {
  return shape.tied ? EMBEDDING : 'lm_head.weight'
}
