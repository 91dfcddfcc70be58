import { Graph, type Value } from '../graph/graph.js'
import { matmul } from '../graph/ops/matmul.js'
import type { ModelConfig } from '../model/index.js'
import { decoderRows, range, rotaryRows, vocabularyScores } from './decoder-rows.js'
import { type SamplingMode, sampleToken, samplingInputs } from './sample-token.js'

/**
 * Reads S prompts, padded on the right to P tokens, and draws the first token of each of R rows.
 *
 * inputs   prompts int64 [S, P]; positions int64 [S * P], 0 to P - 1 again and again; last int64 [R]: where in
 *          [S * P] the last token of each row's prompt stands; uniforms [R, 1]; rotary tables; weights
 * outputs  tokens int64 [R]; logprobs [R]; `keys.l`, `values.l` [S, kvHeads, P, headDim]
 */
export function buildPrefillGraph(config: ModelConfig, mode: SamplingMode): Graph {
  const { heads, kvHeads, headDim } = config
  const repeat = heads / kvHeads
  const graph = new Graph()
  const prompts_SP = graph.input('prompts', 'int64', 2)
  const positions_N = graph.input('positions', 'int64', 1)
  const last_R = graph.input('last', 'int64', 1)
  const uniforms_R1 = graph.input('uniforms', 'float32', 2)
  const sampling = samplingInputs(graph, mode)

  const sizes = graph.node('Shape', [prompts_SP], {}, { type: 'int64' })
  const shapeOf = (...tail: number[]): Value =>
    graph.node('Concat', [sizes, graph.integers(...tail)], { axis: { int: 0 } })
  const perKeyHead = shapeOf(kvHeads, headDim)
  const perQueryHead = shapeOf(kvHeads, repeat, headDim)
  const mask_PP = causalMask(graph, sizes)
  const tokens_N = graph.node('Reshape', [prompts_SP, graph.integers(-1)])
  const x_ND = decoderRows(graph, config, tokens_N, rotaryRows(graph, positions_N), (l, { q, k, v }) => {
    const inHeads = (x: Value, shape: Value, order: number[]): Value =>
      graph.node('Transpose', [graph.node('Reshape', [x, shape])], { perm: order })
    const k_SKPd = inHeads(k, perKeyHead, [0, 2, 1, 3])
    const v_SKPd = inHeads(v, perKeyHead, [0, 2, 1, 3])
    graph.output(`keys.${l}`, k_SKPd, 4)
    graph.output(`values.${l}`, v_SKPd, 4)
    const q_SKrPd = inHeads(q, perQueryHead, [0, 2, 3, 1, 4])
    const shared = (x: Value): Value => graph.node('Unsqueeze', [x, graph.integers(2)])
    const scores = graph.node('Add', [matmul(graph, q_SKrPd, shared(k_SKPd), { transposeB: true }), mask_PP])
    const shares_SKrPP = graph.node('Softmax', [scores], { axis: { int: -1 } })
    const attended_SKrPd = matmul(graph, shares_SKrPP, shared(v_SKPd))
    const attended_SPKrd = graph.node('Transpose', [attended_SKrPd], { perm: [0, 3, 1, 2, 4] })
    return graph.node('Reshape', [attended_SPKrd, graph.integers(-1, heads * headDim)])
  })

  const ends_RD = graph.node('Gather', [x_ND, last_R], { axis: { int: 0 } })
  const logits_RV = vocabularyScores(graph, config, ends_RD)
  const { token_R, logprob_R } = sampleToken(graph, mode, sampling, logits_RV, uniforms_R1)
  graph.output('tokens', token_R, 1)
  graph.output('logprobs', logprob_R, 1)
  return graph
}

/** 0 where a token may look, -1e30 to its right: padding stands there too, so it needs no mask of its own. [P, P] */
function causalMask(graph: Graph, sizes_SP: Value): Value {
  const one = graph.constant('int64:1', 'int64', [], BigInt64Array.of(1n))
  const places = range(graph, graph.node('Gather', [sizes_SP, one], { axis: { int: 0 } }))
  const rows = graph.node('Unsqueeze', [places, graph.integers(1)])
  const right = graph.node('Greater', [places, rows], {}, { type: 'bool' })
  return graph.node('Where', [right, graph.scalar(-1e30), graph.scalar(0)], {}, { type: 'float32' })
}
