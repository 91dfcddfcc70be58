import type { Graph, Value } from '../graph.js'

/** a * b, elementwise, same shape. */
export function multiply(graph: Graph, a: Value, b: Value): Value {
  const product = graph.node('Mul', [a, b])
  graph.record({
    inputs: [a, b],
    outputs: [product],
    backward: ([d]) => [
      graph.needsGradient(a) ? graph.node('Mul', [d, b]) : undefined,
      graph.needsGradient(b) ? graph.node('Mul', [d, a]) : undefined,
    ],
  })
  return product
}
