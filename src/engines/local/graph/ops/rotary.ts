import type { Graph, Value } from '../graph.js'

export interface RotaryTables {
  /** Position of each row, [N, 1] int64. */
  readonly positions_N1: Value
  /** [positions, headDim / 2] */
  readonly cos: Value
  readonly sin: Value
}

/** Rotates each head of x [N, heads * headDim] by its row's position, halves paired as in Llama and Qwen. */
export function rotary(graph: Graph, x_NF: Value, tables: RotaryTables): Value {
  const rotate = (value: Value, sin: Value): Value => {
    // Each row is a sequence of one token: the kernel wants tables at least as long as a sequence.
    const batched = graph.node('Unsqueeze', [value, graph.integers(1)])
    const rotated = graph.node(
      'RotaryEmbedding',
      [batched, tables.positions_N1, tables.cos, sin],
      { interleaved: { int: 0 } },
      { domain: 'com.microsoft' },
    )
    return graph.node('Squeeze', [rotated, graph.integers(1)])
  }
  const y_NF = rotate(x_NF, tables.sin)
  graph.record({
    inputs: [x_NF],
    outputs: [y_NF],
    // The transpose of a rotation turns back.
    backward: ([d]) => [d && rotate(d, graph.node('Neg', [tables.sin]))],
  })
  return y_NF
}
