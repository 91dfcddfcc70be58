import type { Graph, Value } from '../graph.js'

/** x sigmoid(x), elementwise. */
export function silu(graph: Graph, x: Value): Value {
  const gate = graph.node('Sigmoid', [x])
  const y = graph.node('Mul', [x, gate])
  graph.record({
    inputs: [x],
    outputs: [y],
    // y' = s + y (1 - s) = s + y - y s
    backward: ([d]) => {
      const slope = graph.node('Add', [
        gate,
        graph.node('Mul', [y, graph.node('Sub', [graph.scalar(1), gate])]),
      ])
      return [graph.node('Mul', [d, slope])]
    },
  })
  return y
}
