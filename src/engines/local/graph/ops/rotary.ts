import type { Graph, Value } from '../graph.js'

export interface RotaryTables {
  /** Position of each row, [1, N] int64. */
  readonly positions_1N: Value
  /** [positions, headDim / 2] */
  readonly cos: Value
  readonly sin: Value
}

/** Rotates each head of x [N, heads * headDim] by its row's position, halves paired as in Llama and Qwen. */
export function rotary(graph: Graph, x_NF: Value, tables: RotaryTables): Value {
  const rotate = (value: Value, sin: Value): Value => {
    const batched = graph.node('Unsqueeze', [value, graph.integers(0)])
    const rotated = graph.node(
      'RotaryEmbedding',
      [batched, tables.positions_1N, tables.cos, sin],
      { interleaved: { int: 0 } },
      { domain: 'com.microsoft' },
    )
    return graph.node('Squeeze', [rotated, graph.integers(0)])
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
