import type { Graph, Value } from '../graph.js'

/** x / rms(x) * weight over the last axis: x [N, D], weight [D]. */
export function rmsNorm(graph: Graph, x_ND: Value, weight_D: Value, epsilon: number): Value {
  const [y_ND, inverse_N1] = graph.nodeWithOutputs(
    'SimplifiedLayerNormalization',
    [x_ND, weight_D],
    ['float32', 'float32'],
    { axis: { int: -1 }, epsilon, stash_type: { int: 1 } },
  ) as [Value, Value]
  graph.record({
    inputs: [x_ND, weight_D],
    outputs: [y_ND],
    // With r the inverse, e = d r: dw = column sums of e x; dx = e w - x r^2 mean(e x w). Five passes over [N, D].
    backward: ([d_ND]) => {
      const e_ND = graph.node('Mul', [d_ND, inverse_N1])
      const ex_ND = graph.node('Mul', [e_ND, x_ND])
      const dw_D = graph.node('ReduceSum', [ex_ND, graph.integers(0)], { keepdims: { int: 0 } })
      if (!graph.needsGradient(x_ND)) return [undefined, dw_D]
      const column_D1 = graph.node('Unsqueeze', [weight_D, graph.integers(1)])
      const dot_N1 = graph.node('MatMul', [ex_ND, column_D1])
      const shape = graph.node('Shape', [weight_D], {}, { type: 'int64' })
      const size = graph.node('Cast', [shape], { to: { int: 1 } }, { type: 'float32' })
      const square_N1 = graph.node('Mul', [inverse_N1, inverse_N1])
      const pull_N1 = graph.node('Mul', [square_N1, graph.node('Div', [dot_N1, size])])
      const scaled_ND = graph.node('Mul', [e_ND, weight_D])
      return [graph.node('Sub', [scaled_ND, graph.node('Mul', [x_ND, pull_N1])]), dw_D]
    },
  })
  return y_ND
}
