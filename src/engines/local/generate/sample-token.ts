import type { Graph, Value } from '../graph/graph.js'

/**
 * How the next token is drawn. Each is a graph of its own, so that the plain ones carry no needless work:
 * greedy: arg max; plain: from the model's distribution as it is; tempered: from softmax(logits / temperature);
 * filtered: tempered, then the k likeliest, then the smallest set of those whose mass reaches topP.
 */
export type SamplingMode = 'greedy' | 'plain' | 'tempered' | 'filtered'

/** Graph inputs that a mode reads besides the uniform numbers. */
export interface SamplingInputs {
  /** 1 / temperature, scalar. */
  readonly inverseTemperature?: Value
  /** Candidates that stay, int64 [1], at most the vocabulary. */
  readonly topK?: Value
  /** Scalar in (0, 1]. */
  readonly topP?: Value
}

export function samplingInputs(graph: Graph, mode: SamplingMode): SamplingInputs {
  if (mode === 'greedy' || mode === 'plain') return {}
  const inverseTemperature = graph.input('inverseTemperature', 'float32', 0)
  if (mode === 'tempered') return { inverseTemperature }
  return {
    inverseTemperature,
    topK: graph.input('topK', 'int64', 1),
    topP: graph.input('topP', 'float32', 0),
  }
}

/**
 * Draws one token a row by inverting the cumulative distribution at that row's uniform number.
 * logits [R, V], uniforms [R, 1] in (0, 1), token int64 [R], logprob [R]: ln p of the token at temperature 1, unfiltered.
 */
export function sampleToken(
  graph: Graph,
  mode: SamplingMode,
  inputs: SamplingInputs,
  logits_RV: Value,
  uniforms_R1: Value,
): { token_R: Value; logprob_R: Value } {
  const last = graph.integers(-1)
  const pick = (from: Value, index_R1: Value): Value =>
    graph.node('GatherElements', [from, index_R1], { axis: { int: -1 } })
  const flat = (x_R1: Value): Value => graph.node('Squeeze', [x_R1, last])
  const softmax = (x: Value): Value => graph.node('Softmax', [x], { axis: { int: -1 } })

  if (mode === 'plain') {
    const p_RV = softmax(logits_RV)
    const token_R1 = invert(graph, p_RV, uniforms_R1)
    return { token_R: flat(token_R1), logprob_R: flat(graph.node('Log', [pick(p_RV, token_R1)])) }
  }
  const logprobs_RV = graph.node('LogSoftmax', [logits_RV], { axis: { int: -1 } })
  const token_R1 = ((): Value => {
    if (mode === 'greedy')
      return graph.node('ArgMax', [logits_RV], { axis: { int: -1 }, keepdims: { int: 1 } }, { type: 'int64' })
    const tempered_RV = graph.node('Mul', [logits_RV, inputs.inverseTemperature])
    if (mode === 'tempered') return invert(graph, softmax(tempered_RV), uniforms_R1)
    const [scores_RK, ids_RK] = graph.nodeWithOutputs(
      'TopK',
      [tempered_RV, inputs.topK],
      ['float32', 'int64'],
      { axis: { int: -1 }, largest: { int: 1 }, sorted: { int: 1 } },
    ) as [Value, Value]
    const p_RK = softmax(scores_RK)
    const before_RK = graph.node('CumSum', [p_RK, last], { exclusive: { int: 1 } })
    const inside_RK = graph.node('Less', [before_RK, inputs.topP], {}, { type: 'bool' })
    const kept_RK = graph.node('Where', [inside_RK, p_RK, graph.scalar(0)], {}, { type: 'float32' })
    return pick(ids_RK, invert(graph, kept_RK, uniforms_R1))
  })()
  return { token_R: flat(token_R1), logprob_R: flat(pick(logprobs_RV, token_R1)) }
}

/**
 * The first index whose cumulative mass exceeds u times the whole: masses [R, V] (not negative, any sum), u [R, 1],
 * result int64 [R, 1]. As u <= 1 - 2^-24, the threshold rounds below the whole, so the index is valid and its mass
 * is positive.
 */
function invert(graph: Graph, masses_RV: Value, uniforms_R1: Value): Value {
  const last = graph.integers(-1)
  const cumulative_RV = graph.node('CumSum', [masses_RV, last])
  const whole_R1 = graph.node('Slice', [
    cumulative_RV,
    graph.integers(-1),
    graph.integers(Number.MAX_SAFE_INTEGER),
    last,
  ])
  const threshold_R1 = graph.node('Mul', [whole_R1, uniforms_R1])
  const beyond_RV = graph.node('Greater', [cumulative_RV, threshold_R1], {}, { type: 'bool' })
  const flags_RV = graph.node('Cast', [beyond_RV], { to: { int: 1 } }, { type: 'float32' })
  // Arg max takes the first of equals.
  return graph.node('ArgMax', [flags_RV], { axis: { int: -1 }, keepdims: { int: 1 } }, { type: 'int64' })
}
