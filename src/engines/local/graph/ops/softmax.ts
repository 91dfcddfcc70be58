import type { Graph, Value } from '../graph.js'

/** Softmax over the last axis. */
export function softmax(graph: Graph, scores: Value): Value {
  const p = graph.node('Softmax', [scores], { axis: { int: -1 } })
  graph.record({
    inputs: [scores],
    outputs: [p],
    // d scores = p (d - sum(p d)) = p d - p sum(p d)
    backward: ([d]) => {
      const pd = graph.node('Mul', [p, d])
      const sum = graph.node('ReduceSum', [pd, graph.integers(-1)], { keepdims: { int: 1 } })
      return [graph.node('Sub', [pd, graph.node('Mul', [p, sum])])]
    },
  })
  return p
}
