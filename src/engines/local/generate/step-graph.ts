import { Graph, type Value } from '../graph/graph.js'
import { matmul } from '../graph/ops/matmul.js'
import type { ModelConfig } from '../model/index.js'
import { decoderRows, rotaryRows, vocabularyScores } from './decoder-rows.js'
import { type SamplingMode, sampleToken, samplingInputs } from './sample-token.js'

/**
 * One token for each row. A row's query meets three blocks of keys: its prompt's, shared by all rows of the prompt;
 * those of its own earlier tokens; and the new token's. The caller adds the new ones to the earlier ones: the runtime
 * reads a caller's buffer where it lies but copies whatever it returns, so a cache must never be a result.
 *
 * R rows, S prompts of P padded tokens, M query rows of a prompt and key head (slots * repeat), C room for own tokens.
 *
 * inputs   current int64 [R]: the newest token of each row; positions int64 [R] of those tokens; uniforms [R, 1];
 *          mask [R, 1, 1, 1, P + C + 1], additive: 0 on the row's prompt, earlier tokens and itself;
 *          blocks int64 [3]: P, C, 1;
 *          slots int64 [S, kvHeads, M]: the query row (of R * heads) that stands in each place of the prompts'
 *          rectangles; places int64 [R, kvHeads, repeat, 1]: its inverse, counted through all rectangles;
 *          `promptKeys.l`, `promptValues.l` [S, kvHeads, P, headDim];
 *          `ownKeys.l`, `ownValues.l` [R, kvHeads, 1, C, headDim]; rotary tables; weights
 * outputs  tokens int64 [R]; logprobs [R]; `newKeys.l`, `newValues.l` [R, kvHeads, 1, 1, headDim]
 */
export function buildStepGraph(config: ModelConfig, mode: SamplingMode): Graph {
  const { heads, kvHeads, headDim } = config
  const graph = new Graph()
  const current_R = graph.input('current', 'int64', 1)
  const rotary = rotaryRows(graph, graph.input('positions', 'int64', 1))
  const uniforms_R1 = graph.input('uniforms', 'float32', 2)
  const mask = graph.input('mask', 'float32', 5)
  const blocks_3 = graph.input('blocks', 'int64', 1)
  const slots_SKM = graph.input('slots', 'int64', 3)
  const places_RKr1 = graph.input('places', 'int64', 4)
  const sampling = samplingInputs(graph, mode)
  const repeat = heads / kvHeads
  const gather = (x: Value, index: Value): Value => graph.node('Gather', [x, index], { axis: { int: 0 } })
  const flatten = (x: Value, axis: number): Value => graph.node('Flatten', [x], { axis: { int: axis } })

  const x_RD = decoderRows(graph, config, current_R, rotary, (l, { q, k, v }) => {
    const block = (name: string, rank: number): Value => graph.input(`${name}.${l}`, 'float32', rank)
    const fresh = (name: string, x: Value): Value => {
      const value = graph.node('Reshape', [x, graph.integers(-1, kvHeads, 1, 1, headDim)])
      graph.output(`${name}.${l}`, value, 5)
      return value
    }
    const own = { keys: block('ownKeys', 5), values: block('ownValues', 5) }
    const last = { keys: fresh('newKeys', k), values: fresh('newValues', v) }

    // Rows move in and out of the prompts' rectangles by gathering, which transposes on the way.
    const q_SKMd = gather(graph.node('Reshape', [q, graph.integers(-1, headDim)]), slots_SKM)
    const promptScores_SKMP = matmul(graph, q_SKMd, block('promptKeys', 4), { transposeB: true })
    const q_RKr1d = graph.node('Reshape', [q, graph.integers(-1, kvHeads, repeat, 1, headDim)])
    // Products of one row, even if query heads share their keys: the runtime computes those without packing.
    const scores = graph.node(
      'Concat',
      [
        gather(flatten(promptScores_SKMP, 3), places_RKr1),
        matmul(graph, q_RKr1d, own.keys, { transposeB: true }),
        // One dot product a row: as batched matrix products these would cost five times as much.
        graph.node('ReduceSum', [graph.node('Mul', [q_RKr1d, last.keys]), graph.integers(-1)], {
          keepdims: { int: 1 },
        }),
      ],
      { axis: { int: -1 } },
    )
    const all = graph.node('Softmax', [graph.node('Add', [scores, mask])], { axis: { int: -1 } })
    const [promptShares, ownShares, lastShare] = graph.nodeWithOutputs(
      'Split',
      [all, blocks_3],
      ['float32', 'float32', 'float32'],
      { axis: { int: -1 } },
    ) as [Value, Value, Value]
    const promptShares_SKMP = gather(flatten(promptShares, 4), slots_SKM)
    const fromPrompt_SKMd = matmul(graph, promptShares_SKMP, block('promptValues', 4))
    const attended = [
      gather(flatten(fromPrompt_SKMd, 3), places_RKr1),
      matmul(graph, ownShares, own.values),
      graph.node('Mul', [lastShare, last.values]),
    ].reduce((a, b) => graph.node('Add', [a, b]))
    return graph.node('Reshape', [attended, graph.integers(-1, heads * headDim)])
  })
  const logits_RV = vocabularyScores(graph, config, x_RD)
  const { token_R, logprob_R } = sampleToken(graph, mode, sampling, logits_RV, uniforms_R1)
  graph.output('tokens', token_R, 1)
  graph.output('logprobs', logprob_R, 1)
  return graph
}
