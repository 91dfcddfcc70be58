import type { Graph, Value } from '../graph.js'

/**
 * Rows live packed, [N, F], without padding; attention wants rectangles. `slots[i]` lists the row that each slot of
 * rectangle i shows, `rows` the slot (counted through all rectangles) where each row stands. Every real row stands in
 * exactly one slot; empty slots show the last row, a dummy that nothing reads, so its gradient is exactly zero and
 * unpacking and packing are each other's transposes.
 */
export interface PackLayout {
  readonly slots: readonly Value[]
  readonly rows_N: Value
}

/** Packed rows into rectangles: one value [slots, F] for each entry of `layout.slots`. */
export function unpack(graph: Graph, x_NF: Value, layout: PackLayout): Value[] {
  const rectangles = layout.slots.map((slots) => graph.node('Gather', [x_NF, slots], { axis: { int: 0 } }))
  graph.record({
    inputs: [x_NF],
    outputs: rectangles,
    backward: (ds) => {
      const complete = ds.map((d, i) => d ?? graph.node('Sub', [rectangles[i], rectangles[i]]))
      return [gatherRows(graph, complete, layout.rows_N)]
    },
  })
  return rectangles
}

/** The inverse of `unpack`. */
export function pack(graph: Graph, rectangles: readonly Value[], layout: PackLayout): Value {
  const packed_NF = gatherRows(graph, rectangles, layout.rows_N)
  graph.record({
    inputs: rectangles,
    outputs: [packed_NF],
    backward: ([d]) => layout.slots.map((slots) => graph.node('Gather', [d, slots], { axis: { int: 0 } })),
  })
  return packed_NF
}

function gatherRows(graph: Graph, rectangles: readonly Value[], rows: Value): Value {
  const all =
    rectangles.length === 1
      ? (rectangles[0] as Value)
      : graph.node('Concat', [...rectangles], { axis: { int: 0 } })
  return graph.node('Gather', [all, rows], { axis: { int: 0 } })
}
