import type { Graph, Value } from '../graph/graph.js'
import { linear } from '../graph/ops/linear.js'
import { rmsNorm } from '../graph/ops/rms-norm.js'
import type { ModelConfig } from '../model/index.js'
import { type LayerWeights, layerWeights } from './generation-weights.js'

/** Cosine and sine rows of each row's own position, [N, headDim / 2], and 0 … N - 1 as int64 [1, N]. */
export interface RotaryRows {
  readonly order_1N: Value
  readonly cos: Value
  readonly sin: Value
}

/** Declares the rotary tables and gathers from them once what every layer rotates by; positions int64 [N]. */
export function rotaryRows(graph: Graph, positions_N: Value): RotaryRows {
  const rows = (name: string): Value =>
    graph.node('Gather', [graph.input(name, 'float32', 2), positions_N], { axis: { int: 0 } })
  const count = graph.node('Shape', [positions_N], {}, { type: 'int64' })
  const order = range(graph, graph.node('Squeeze', [count, graph.integers(0)]))
  return { order_1N: graph.node('Unsqueeze', [order, graph.integers(0)]), cos: rows('cos'), sin: rows('sin') }
}

/** 0, 1, …, count - 1 as int64 [count]; count is an int64 scalar. */
export function range(graph: Graph, count: Value): Value {
  const scalar = (x: bigint): Value => graph.constant(`int64:${x}`, 'int64', [], BigInt64Array.of(x))
  return graph.node('Range', [scalar(0n), count, scalar(1n)])
}

/** Attention of a layer, different for reading prompts and for generating: results [N, heads * headDim]. */
export type Attend = (
  layer: number,
  rows: {
    /** [1, N, heads * headDim], rotated and scaled. */
    readonly q: Value
    /** [1, N, kvHeads * headDim], rotated. */
    readonly k: Value
    /** [N, kvHeads * headDim] */
    readonly v: Value
  },
) => Value

/**
 * The decoder over packed rows, each a token at its own position: from tokens int64 [N] to the hidden states [N, width]
 * behind the last layer.
 */
export function decoderRows(
  graph: Graph,
  config: ModelConfig,
  tokens_N: Value,
  rotary: RotaryRows,
  attend: Attend,
): Value {
  const { rmsEpsilon } = config
  const embedding = graph.input('embedding', 'float32', 2)
  let x_ND = graph.node('Gather', [embedding, tokens_N], { axis: { int: 0 } }, { type: 'float32' })
  for (let l = 0; l < config.layers; l++) {
    const weights = layerWeights(graph, config, l)
    const normed = rmsNorm(graph, x_ND, weights.attentionNorm, rmsEpsilon)
    const attended_NF = attend(l, queryKeyValue(graph, config, weights, normed, rotary))
    x_ND = plusProduct(graph, x_ND, attended_NF, weights.output)
    const inner = linear(graph, rmsNorm(graph, x_ND, weights.feedForwardNorm, rmsEpsilon), weights.gateUp)
    const [gate, up] = graph.nodeWithOutputs('Split', [inner], ['float32', 'float32'], {
      axis: { int: 1 },
      num_outputs: { int: 2 },
    }) as [Value, Value]
    // With alpha 1 this is x sigmoid(x), in one pass.
    const silu = graph.node('QuickGelu', [gate], { alpha: 1 }, { domain: 'com.microsoft' })
    x_ND = plusProduct(graph, x_ND, graph.node('Mul', [silu, up]), weights.down)
  }
  return x_ND
}

/** Vocabulary scores of hidden states [M, width]: [M, vocabulary]. */
export function vocabularyScores(graph: Graph, config: ModelConfig, x_MD: Value): Value {
  const normed = rmsNorm(graph, x_MD, graph.input('norm', 'float32', 1), config.rmsEpsilon)
  return linear(graph, normed, graph.input('head', 'float32', 2))
}

function queryKeyValue(
  graph: Graph,
  { heads, kvHeads, headDim, rmsEpsilon }: ModelConfig,
  weights: LayerWeights,
  normed_ND: Value,
  rotary: RotaryRows,
): { q: Value; k: Value; v: Value } {
  const split = (x: Value, first: number, second: number, axis: number): [Value, Value] =>
    graph.nodeWithOutputs(
      'Split',
      [x, graph.integers(first * headDim, second * headDim)],
      ['float32', 'float32'],
      { axis: { int: axis } },
    ) as [Value, Value]
  const [qk, v] = split(linear(graph, normed_ND, weights.qkv, weights.qkvBias), heads + kvHeads, kvHeads, 1)
  const flat = graph.integers(1, -1, (heads + kvHeads) * headDim)
  const placed = ((): Value => {
    if (!weights.qkNorm) return graph.node('Reshape', [qk, flat])
    // Queries and keys in one pass; their different factors follow, as the norm is slow with a factor for each head.
    const ones = graph.constant('ones', 'float32', [headDim], new Float32Array(headDim).fill(1))
    const perHead = graph.node('Reshape', [qk, graph.integers(-1, headDim)])
    const normed = graph.node('Reshape', [rmsNorm(graph, perHead, ones, rmsEpsilon), flat])
    return graph.node('Mul', [normed, weights.qkNorm])
  })()
  const rotated = graph.node(
    'RotaryEmbedding',
    [placed, rotary.order_1N, rotary.cos, rotary.sin],
    { interleaved: { int: 0 } },
    { domain: 'com.microsoft' },
  )
  const [q, k] = split(rotated, heads, kvHeads, 2)
  return { q, k, v }
}

/** x + y W^T in one product. */
function plusProduct(graph: Graph, x_NO: Value, y_NI: Value, weight_OI: Value): Value {
  return graph.node('Gemm', [y_NI, weight_OI, x_NO], { transB: { int: 1 } })
}
