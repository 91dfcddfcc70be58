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
    // With u = x * inverse: dx = inverse * (d w - u mean(d w u)), dw = sum over rows of d u.
    backward: ([d_ND]) => {
      const u_ND = graph.node('Mul', [x_ND, inverse_N1])
      const du_ND = graph.node('Mul', [d_ND, u_ND])
      const dw_D = graph.node('ReduceSum', [du_ND, graph.integers(0)], { keepdims: { int: 0 } })
      if (!graph.needsGradient(x_ND)) return [undefined, dw_D]
      // mean(d w u) as a product with w: one pass less than scaling first.
      const column_D1 = graph.node('Unsqueeze', [weight_D, graph.integers(1)])
      const dot_N1 = graph.node('MatMul', [du_ND, column_D1])
      const size = graph.node(
        'Cast',
        [graph.node('Shape', [weight_D], {}, { type: 'int64' })],
        { to: { int: 1 } },
        { type: 'float32' },
      )
      const mean_N1 = graph.node('Div', [dot_N1, size])
      const centred_ND = graph.node('Sub', [
        graph.node('Mul', [d_ND, weight_D]),
        graph.node('Mul', [u_ND, mean_N1]),
      ])
      return [graph.node('Mul', [centred_ND, inverse_N1]), dw_D]
    },
  })
  return y_ND
}
