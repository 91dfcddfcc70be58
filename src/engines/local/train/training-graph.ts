import type { Loss } from '../../engine.js'
import {
  type DecoderShape,
  EMBEDDING,
  embed,
  finishBlock,
  GraphWeights,
  outputHead,
  queryKeyValue,
} from '../graph/decoder-block.js'
import { gradients } from '../graph/gradients.js'
import { Graph, type Value } from '../graph/graph.js'
import { type AttentionLayout, attention } from './attention.js'
import { lossSlope } from './loss-slope.js'

export interface TrainingGraph {
  readonly graph: Graph
  /** Names of the weights that are inputs; each has an output `gradient:<name>` when a loss is given. */
  readonly weights: readonly string[]
}

/**
 * The graph of one micro-batch (see `micro-batch-feeds.ts` for its inputs). Outputs: `logprobs` [M] and `entropies` [M] of
 * the M predicted tokens; with a loss also `gradient:<weight>` for every weight, and two that the caller adds into the
 * rows of a table in a fixed order (the runtime's scattered add promises no order, hence no fixed bits):
 * `gradient:embedded` [N, width] into the embedding's rows of the tokens, `gradient:predicted` [M, width] into the
 * output table's rows of the targets.
 */
export function buildTrainingGraph(
  shape: DecoderShape,
  options: { prefixes: boolean; loss: Loss['type'] | undefined },
): TrainingGraph {
  const graph = new Graph()
  const weights = new GraphWeights(graph)
  const context = { graph, shape, weights }
  const rotaryTables = {
    positions_N1: graph.input('positions', 'int64', 2),
    cos: graph.input('cos', 'float32', 2),
    sin: graph.input('sin', 'float32', 2),
  }
  const layout = layoutInputs(graph, options.prefixes)

  const embedded_ND = embed(context, graph.input('tokens', 'int64', 1))
  graph.record({
    inputs: [weights.matrix(EMBEDDING)],
    outputs: [embedded_ND],
    backward: () => [undefined],
  })
  let x_ND = embedded_ND
  for (let layer = 0; layer < shape.layers; layer++) {
    const attended = attention(graph, shape, layout, queryKeyValue(context, layer, x_ND, rotaryTables))
    x_ND = finishBlock(context, layer, x_ND, attended)
  }

  // Only rows that predict a token with weight reach the vocabulary product.
  const predicting = graph.input('predicting', 'int64', 1) // [M] rows
  const x_MD = graph.node('Gather', [x_ND, predicting], { axis: { int: 0 } })
  graph.record({
    inputs: [x_ND],
    outputs: [x_MD],
    backward: ([d]) => {
      const scattered = graph.input('predictingSlots', 'int64', 1) // [N] each row's prediction, M (a zero row) for none
      const zero_1D = graph.node('Sub', [firstRow(graph, x_ND), firstRow(graph, x_ND)])
      return [
        graph.node('Gather', [graph.node('Concat', [d, zero_1D], { axis: { int: 0 } }), scattered], {
          axis: { int: 0 },
        }),
      ]
    },
  })
  const { normed_MD, table_VD, logits_MV } = outputHead(context, x_MD)
  const logprobs_MV = graph.node('LogSoftmax', [logits_MV], { axis: { int: -1 } })
  const targets_M1 = graph.input('targets', 'int64', 2)
  const logprobs_M1 = graph.node('GatherElements', [logprobs_MV, targets_M1], { axis: { int: 1 } })
  graph.output('logprobs', graph.node('Squeeze', [logprobs_M1, graph.integers(1)]), 1)
  const p_MV = graph.node('Exp', [logprobs_MV])
  const terms_MV = graph.node('Mul', [p_MV, logprobs_MV])
  const entropy_M = graph.node('ReduceSum', [terms_MV, graph.integers(1)], { keepdims: { int: 0 } })
  graph.output('entropies', graph.node('Neg', [entropy_M]), 1)

  if (options.loss) {
    // For any loss of log-probabilities, d loss / d logits = slope (onehot - p), slope = d loss / d logprob. The dense
    // half goes through the graph; the one-hot half is the target's row of the output table, no [M, V] pass at all.
    const slope_M1 = lossSlope(graph, options.loss, logprobs_M1)
    const dense_MV = graph.node('Mul', [p_MV, graph.node('Neg', [slope_M1])])
    const entries = weights.entries()
    const targets = [...entries.map(([, value]) => value), embedded_ND]
    const targets_M = graph.node('Squeeze', [targets_M1, graph.integers(1)])
    const rows_MD = graph.node('Gather', [table_VD, targets_M], { axis: { int: 0 } })
    const seeds = [
      { value: logits_MV, gradient: dense_MV },
      { value: normed_MD, gradient: graph.node('Mul', [rows_MD, slope_M1]) },
    ]
    const found = gradients(graph, seeds, targets)
    for (const [i, [name, value]] of entries.entries()) {
      const gradient = found[i]
      const rank = graph.inputs.find((port) => port.name === value.name)?.rank ?? 2
      if (gradient) graph.output(`gradient:${name}`, gradient, rank)
    }
    graph.output('gradient:predicted', graph.node('Mul', [normed_MD, slope_M1]), 2)
    graph.output('gradient:embedded', found[entries.length] as Value, 2)
  }
  return { graph, weights: weights.entries().map(([name]) => name) }
}

function firstRow(graph: Graph, x: Value): Value {
  return graph.node('Slice', [x, graph.integers(0), graph.integers(1), graph.integers(0)])
}

function layoutInputs(graph: Graph, prefixes: boolean): AttentionLayout {
  const size = (name: string): Value => graph.input(name, 'int64', 1)
  const branchSlots = graph.input('branchSlots', 'int64', 1)
  const common = {
    S: size('S'),
    n: size('n'),
    T: size('T'),
    causal_TT: graph.input('causal_TT', 'float32', 2),
  }
  const rows_N = graph.input('rows', 'int64', 1)
  if (!prefixes) return { ...common, pack: { slots: [branchSlots], rows_N } }
  return {
    ...common,
    pack: { slots: [graph.input('prefixSlots', 'int64', 1), branchSlots], rows_N },
    prefix: {
      P: size('P'),
      causal_PP: graph.input('causal_PP', 'float32', 2),
      padding: graph.input('prefixPadding', 'float32', 3),
      sizes_PT: size('sizes_PT'),
    },
  }
}
