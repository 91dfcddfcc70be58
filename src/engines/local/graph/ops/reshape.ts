import type { Graph, Value } from '../graph.js'

/** A dimension of a shape: a number (0 copies the input's, -1 is inferred) or an int64 value of shape [1]. */
export type Dimension = number | Value

/** The int64 shape vector of `dimensions`. */
export function shapeOf(graph: Graph, dimensions: readonly Dimension[]): Value {
  if (dimensions.every((dimension) => typeof dimension === 'number')) return graph.integers(...dimensions)
  const parts = dimensions.map((dimension) =>
    typeof dimension === 'number' ? graph.integers(dimension) : dimension,
  )
  return graph.node('Concat', parts, { axis: { int: 0 } }, { type: 'int64' })
}

/** The product of dimensions, as an int64 value of shape [1]. */
export function productOf(graph: Graph, ...dimensions: readonly Dimension[]): Value {
  const parts = dimensions.map((dimension) =>
    typeof dimension === 'number' ? graph.integers(dimension) : dimension,
  )
  return parts.reduce((a, b) => graph.node('Mul', [a, b]))
}

export function reshape(graph: Graph, x: Value, shape: Value): Value {
  const y = graph.node('Reshape', [x, shape])
  graph.record({
    inputs: [x],
    outputs: [y],
    backward: ([d]) => [d && graph.node('Reshape', [d, graph.node('Shape', [x], {}, { type: 'int64' })])],
  })
  return y
}
