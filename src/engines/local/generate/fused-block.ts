import type { DecoderShape, GraphWeights } from '../graph/decoder-block.js'
import type { Graph, Value } from '../graph/graph.js'
import { rmsNorm } from '../graph/ops/rms-norm.js'

/** A layer's weights for generation: projections of the same rows side by side, so that each is one product. */
export interface FusedLayer {
  readonly attentionNorm: Value
  /** [(heads + 2 kvHeads) * headDim, width] */
  readonly qkv: Value
  readonly qkvBias: Value | undefined
  readonly qNorm: Value | undefined
  readonly kNorm: Value | undefined
  readonly output: Value
  readonly feedForwardNorm: Value
  /** [2 * feedForward, width] */
  readonly gateUp: Value
  readonly down: Value
}

/** Joins the weights of a layer in `graph`, once a call: outside of the loop over tokens. */
export function fuseLayer(
  graph: Graph,
  shape: DecoderShape,
  weights: GraphWeights,
  layer: number,
): FusedLayer {
  const base = `model.layers.${layer}`
  const rows = (...parts: Value[]): Value => graph.node('Concat', parts, { axis: { int: 0 } })
  const attention = (name: string): string => `${base}.self_attn.${name}`
  return {
    attentionNorm: weights.vector(`${base}.input_layernorm.weight`),
    qkv: rows(...['q', 'k', 'v'].map((x) => weights.matrix(attention(`${x}_proj.weight`)))),
    qkvBias: shape.qkvBias
      ? rows(...['q', 'k', 'v'].map((x) => weights.vector(attention(`${x}_proj.bias`))))
      : undefined,
    qNorm: shape.qkNorm ? weights.vector(attention('q_norm.weight')) : undefined,
    kNorm: shape.qkNorm ? weights.vector(attention('k_norm.weight')) : undefined,
    output: weights.matrix(attention('o_proj.weight')),
    feedForwardNorm: weights.vector(`${base}.post_attention_layernorm.weight`),
    gateUp: rows(...['gate', 'up'].map((x) => weights.matrix(`${base}.mlp.${x}_proj.weight`))),
    down: weights.matrix(`${base}.mlp.down_proj.weight`),
  }
}

/** Cosine and sine rows of each row's own position: [N, headDim / 2]. */
export interface RotaryRows {
  /** 0, 1, …, N - 1 as int64 [1, N]. */
  readonly order_1N: Value
  readonly cos: Value
  readonly sin: Value
}

/** Gathers once a step what every layer rotates by; positions int64 [N], tables [positions, headDim / 2]. */
export function rotaryRows(graph: Graph, positions_N: Value, cos: Value, sin: Value): RotaryRows {
  const rows = (table: Value): Value => graph.node('Gather', [table, positions_N], { axis: { int: 0 } })
  const count = graph.node('Shape', [positions_N], {}, { type: 'int64' })
  const zero = graph.constant('int64:0', 'int64', [], BigInt64Array.of(0n))
  const one = graph.constant('int64:1', 'int64', [], BigInt64Array.of(1n))
  const order = graph.node('Range', [zero, graph.node('Squeeze', [count, graph.integers(0)]), one])
  return {
    order_1N: graph.node('Unsqueeze', [order, graph.integers(0)]),
    cos: rows(cos),
    sin: rows(sin),
  }
}

/**
 * Queries, keys and values of rows x [N, width], normed and rotated, the queries also divided by sqrt(headDim):
 * q [1, N, heads * headDim], k [1, N, kvHeads * headDim], v [N, kvHeads * headDim].
 */
export function fusedQueryKeyValue(
  graph: Graph,
  shape: DecoderShape,
  layer: FusedLayer,
  x_ND: Value,
  rows: RotaryRows,
): { q_1NF: Value; k_1NG: Value; v_NG: Value } {
  const { heads, kvHeads, headDim, rmsEpsilon } = shape
  const normed = rmsNorm(graph, x_ND, layer.attentionNorm, rmsEpsilon)
  const joined = gemm(graph, normed, layer.qkv, layer.qkvBias)
  const sizes = graph.integers(heads * headDim, kvHeads * headDim, kvHeads * headDim)
  const [q, k, v] = graph.nodeWithOutputs('Split', [joined, sizes], ['float32', 'float32', 'float32'], {
    axis: { int: 1 },
  }) as [Value, Value, Value]
  const rotate = (x: Value, norm: Value | undefined, count: number): Value => {
    const headed = norm && graph.node('Reshape', [x, graph.integers(-1, headDim)])
    const normedHeads = headed && rmsNorm(graph, headed, norm, rmsEpsilon)
    const batched = graph.node('Reshape', [normedHeads ?? x, graph.integers(1, -1, count * headDim)])
    return graph.node(
      'RotaryEmbedding',
      [batched, rows.order_1N, rows.cos, rows.sin],
      { interleaved: { int: 0 } },
      { domain: 'com.microsoft' },
    )
  }
  const scale = graph.scalar(1 / Math.sqrt(headDim))
  return {
    q_1NF: graph.node('Mul', [rotate(q, layer.qNorm, heads), scale]),
    k_1NG: rotate(k, layer.kNorm, kvHeads),
    v_NG: v,
  }
}

/** The rest of the layer: output projection, residual, feed-forward block. x [N, width], attended [N, heads * headDim]. */
export function fusedFeedForward(
  graph: Graph,
  shape: DecoderShape,
  layer: FusedLayer,
  x_ND: Value,
  attended_NF: Value,
): Value {
  const middle = graph.node('Add', [x_ND, gemm(graph, attended_NF, layer.output)])
  const normed = rmsNorm(graph, middle, layer.feedForwardNorm, shape.rmsEpsilon)
  const [gate, up] = graph.nodeWithOutputs(
    'Split',
    [gemm(graph, normed, layer.gateUp)],
    ['float32', 'float32'],
    { axis: { int: 1 }, num_outputs: { int: 2 } },
  ) as [Value, Value]
  const silu = graph.node('QuickGelu', [gate], { alpha: 1 }, { domain: 'com.microsoft' })
  return graph.node('Add', [middle, gemm(graph, graph.node('Mul', [silu, up]), layer.down)])
}

function gemm(graph: Graph, x_NI: Value, weight_OI: Value, bias_O?: Value): Value {
  return graph.node('Gemm', bias_O ? [x_NI, weight_OI, bias_O] : [x_NI, weight_OI], { transB: { int: 1 } })
}
