import type { Graph, Value } from '../graph.js'

/** scores + mask with the mask (0, or very negative where forbidden) broadcast; no gradient flows to it. */
export function mask(graph: Graph, scores: Value, additive: Value): Value {
  const masked = graph.node('Add', [scores, additive])
  graph.record({ inputs: [scores], outputs: [masked], backward: ([d]) => [d] })
  return masked
}
