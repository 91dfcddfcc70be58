import type { Graph, Value } from '../graph.js'

/** silu(gate) * up, elementwise: the gated activation of Llama and Qwen. */
export function swiglu(graph: Graph, gate: Value, up: Value): Value {
  const s = graph.node('Sigmoid', [gate])
  const silu = graph.node('Mul', [gate, s])
  const y = graph.node('Mul', [silu, up])
  graph.record({
    inputs: [gate, up],
    outputs: [y],
    // silu' = s + silu (1 - s), so d gate = d (y + s (up - y)); d up = d silu.
    backward: ([d]) => {
      const slope = graph.node('Add', [y, graph.node('Mul', [s, graph.node('Sub', [up, y])])])
      return [graph.node('Mul', [d, slope]), graph.node('Mul', [d, silu])]
    },
  })
  return y
}
