import { type DecoderShape, GraphWeights, logits } from '../graph/decoder-block.js'
import { Graph, type Value } from '../graph/graph.js'
import { matmul } from '../graph/ops/matmul.js'
import { fusedFeedForward, fusedQueryKeyValue, fuseLayer, rotaryRows } from './fused-block.js'
import { type SamplingMode, sampleToken, samplingInputs } from './sample-token.js'

/**
 * Reads S prompts, padded on the right to P tokens, and draws the first token of each of R rows.
 *
 * inputs   prompts int64 [S, P]; positions int64 [S * P], 0 to P - 1 again and again; last int64 [R]: where in
 *          [S * P] the last token of each row's prompt stands; uniforms [1, R]; rotary tables; weights
 * outputs  tokens int64 [R]; logprobs [R]; `keys.l`, `values.l` [S, kvHeads, P, headDim]
 */
export function buildPrefillGraph(shape: DecoderShape, mode: SamplingMode): Graph {
  const { kvHeads, headDim } = shape
  const repeat = shape.heads / kvHeads
  const graph = new Graph()
  const weights = new GraphWeights(graph)
  const prompts_SP = graph.input('prompts', 'int64', 2)
  const positions_N = graph.input('positions', 'int64', 1)
  const last_R = graph.input('last', 'int64', 1)
  const uniforms_1R = graph.input('uniforms', 'float32', 2)
  const sampling = samplingInputs(graph, mode)
  const rows = rotaryRows(
    graph,
    positions_N,
    graph.input('cos', 'float32', 2),
    graph.input('sin', 'float32', 2),
  )

  const sizes = graph.node('Shape', [prompts_SP], {}, { type: 'int64' })
  const shapeOf = (...tail: number[]): Value =>
    graph.node('Concat', [sizes, graph.integers(...tail)], { axis: { int: 0 } })
  const perKeyHead = shapeOf(kvHeads, headDim)
  const perQueryHead = shapeOf(kvHeads, repeat, headDim)
  const mask_PP = causalMask(graph, sizes)

  const embedding = weights.matrix('model.embed_tokens.weight')
  const flat_N = graph.node('Reshape', [prompts_SP, graph.integers(-1)])
  let x_ND = graph.node('Gather', [embedding, flat_N], { axis: { int: 0 } }, { type: 'float32' })
  for (let l = 0; l < shape.layers; l++) {
    const layer = fuseLayer(graph, shape, weights, l)
    const { q_1NF, k_1NG, v_NG } = fusedQueryKeyValue(graph, shape, layer, x_ND, rows)
    const heads = (x: Value, to: Value, order: number[]): Value =>
      graph.node('Transpose', [graph.node('Reshape', [x, to])], { perm: order })
    const k_SKPd = heads(k_1NG, perKeyHead, [0, 2, 1, 3])
    const v_SKPd = heads(v_NG, perKeyHead, [0, 2, 1, 3])
    graph.output(`keys.${l}`, k_SKPd, 4)
    graph.output(`values.${l}`, v_SKPd, 4)
    const q_SKrPd = heads(q_1NF, perQueryHead, [0, 2, 3, 1, 4])
    const shared = (x: Value): Value => graph.node('Unsqueeze', [x, graph.integers(2)])
    const scores = graph.node('Add', [matmul(graph, q_SKrPd, shared(k_SKPd), { transposeB: true }), mask_PP])
    const shares_SKrPP = graph.node('Softmax', [scores], { axis: { int: -1 } })
    const attended = graph.node('Transpose', [matmul(graph, shares_SKrPP, shared(v_SKPd))], {
      perm: [0, 3, 1, 2, 4],
    })
    const attended_NF = graph.node('Reshape', [attended, graph.integers(-1, shape.heads * headDim)])
    x_ND = fusedFeedForward(graph, shape, layer, x_ND, attended_NF)
  }

  const ends_RD = graph.node('Gather', [x_ND, last_R], { axis: { int: 0 } })
  const logits_RV = logits({ graph, shape, weights }, ends_RD)
  const uniforms_R1 = graph.node('Transpose', [uniforms_1R], { perm: [1, 0] })
  const { token_R, logprob_R } = sampleToken(graph, mode, sampling, logits_RV, uniforms_R1)
  graph.output('tokens', token_R, 1)
  graph.output('logprobs', logprob_R, 1)
  return graph
}

/** 0 where a token may look, -1e30 to its right: padding stands there too, so it needs no mask of its own. [P, P] */
function causalMask(graph: Graph, sizes_SP: Value): Value {
  const count = graph.node('Gather', [sizes_SP, graph.constant('int64:1', 'int64', [], BigInt64Array.of(1n))])
  const zero = graph.constant('int64:0', 'int64', [], BigInt64Array.of(0n))
  const one = graph.constant('int64:1', 'int64', [], BigInt64Array.of(1n))
  const places = graph.node('Range', [zero, count, one])
  const rows = graph.node('Unsqueeze', [places, graph.integers(1)])
  const right = graph.node('Greater', [places, rows], {}, { type: 'bool' })
  return graph.node('Where', [right, graph.scalar(-1e30), graph.scalar(0)], {}, { type: 'float32' })
}
