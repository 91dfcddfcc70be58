import type { Graph, Value } from '../graph.js'

/**
 * x W^T (+ bias): x [N, I], weight [O, I] as Hugging Face stores it, bias [O]. Always two-dimensional: the runtime's
 * product of a three-dimensional operand with a transposed one is an order of magnitude slower.
 */
export function linear(graph: Graph, x_NI: Value, weight_OI: Value, bias_O?: Value): Value {
  const inputs = bias_O ? [x_NI, weight_OI, bias_O] : [x_NI, weight_OI]
  const y_NO = graph.node('Gemm', inputs, { transB: { int: 1 } })
  graph.record({
    inputs,
    outputs: [y_NO],
    backward: ([d_NO]) => [
      graph.needsGradient(x_NI) ? graph.node('Gemm', [d_NO, weight_OI]) : undefined,
      graph.node('Gemm', [d_NO, x_NI], { transA: { int: 1 } }),
      bias_O && graph.node('ReduceSum', [d_NO, graph.integers(0)], { keepdims: { int: 0 } }),
    ],
  })
  return y_NO
}
