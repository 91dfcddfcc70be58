import type { Graph, Value } from '../graph.js'

/** a and b side by side on the last axis, whose sizes are given as int64 [2]. */
export function join(graph: Graph, a: Value, b: Value, sizes_2: Value): Value {
  const joined = graph.node('Concat', [a, b], { axis: { int: -1 } })
  graph.record({
    inputs: [a, b],
    outputs: [joined],
    backward: ([d]) =>
      graph.nodeWithOutputs('Split', [d, sizes_2], ['float32', 'float32'], { axis: { int: -1 } }),
  })
  return joined
}

/** The inverse of `join`. */
export function split(graph: Graph, x: Value, sizes_2: Value): [Value, Value] {
  const [a, b] = graph.nodeWithOutputs('Split', [x, sizes_2], ['float32', 'float32'], {
    axis: { int: -1 },
  }) as [Value, Value]
  graph.record({
    inputs: [x],
    outputs: [a, b],
    backward: ([da, db]) => [
      graph.node('Concat', [da ?? graph.node('Sub', [a, a]), db ?? graph.node('Sub', [b, b])], {
        axis: { int: -1 },
      }),
    ],
  })
  return [a, b]
}
