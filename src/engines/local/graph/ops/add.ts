import type { Graph, Value } from '../graph.js'

/** a + b, same shape. */
export function add(graph: Graph, a: Value, b: Value): Value {
  const sum = graph.node('Add', [a, b])
  graph.record({ inputs: [a, b], outputs: [sum], backward: ([d]) => [d, d] })
  return sum
}
