import type { Loss } from '../../engine.js'
import type { Graph, Value } from '../graph/graph.js'

/**
 * d loss / d p of each predicted token, p its log-probability [M, 1], for the losses that `engine.ts` defines.
 * Graph inputs: `lossWeights` [M, 1]; for losses with a ratio `lossLogprobs` [M, 1]; for clipped ones `clipRange` [2].
 */
export function lossSlope(graph: Graph, loss: Loss['type'], p_M1: Value): Value {
  const w_M1 = graph.input('lossWeights', 'float32', 2)
  const descent_M1 = graph.node('Neg', [w_M1])
  if (loss === 'cross_entropy') return descent_M1
  const q_M1 = graph.input('lossLogprobs', 'float32', 2)
  const ratio_M1 = graph.node('Exp', [graph.node('Sub', [p_M1, q_M1])])
  if (loss === 'importance_sampling') return graph.node('Mul', [descent_M1, ratio_M1])
  const range = graph.input('clipRange', 'float32', 1)
  const bound = (index: number): Value =>
    graph.node('Gather', [
      range,
      graph.constant(`index:${index}`, 'int64', [], BigInt64Array.of(BigInt(index))),
    ])
  const clipped_M1 = graph.node('Clip', [ratio_M1, bound(0), bound(1)])
  if (loss === 'cispo') return graph.node('Mul', [descent_M1, clipped_M1])
  // ppo: the minimum is w r where w r <= w clip(r), and constant elsewhere.
  const active = graph.node(
    'LessOrEqual',
    [graph.node('Mul', [w_M1, ratio_M1]), graph.node('Mul', [w_M1, clipped_M1])],
    {},
    { type: 'bool' },
  )
  const flows_M1 = graph.node('Cast', [active], { to: { int: 1 } }, { type: 'float32' })
  return graph.node('Mul', [graph.node('Mul', [descent_M1, ratio_M1]), flows_M1])
}
