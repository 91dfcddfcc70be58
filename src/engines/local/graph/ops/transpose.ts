import type { Graph, Value } from '../graph.js'

/** Axis i of the result is axis `order[i]` of x. */
export function transpose(graph: Graph, x: Value, order: readonly number[]): Value {
  const y = graph.node('Transpose', [x], { perm: order })
  const inverse = order.map((_, axis) => order.indexOf(axis))
  graph.record({
    inputs: [x],
    outputs: [y],
    backward: ([d]) => [d && graph.node('Transpose', [d], { perm: inverse })],
  })
  return y
}
