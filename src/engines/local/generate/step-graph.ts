import { Graph, type Value } from '../graph/graph.js'
import { matmul } from '../graph/ops/matmul.js'
import type { ModelConfig } from '../model/index.js'
import { decoderRows, rotaryRows, vocabularyScores } from './decoder-rows.js'
import { type SamplingMode, sampleToken, samplingInputs } from './sample-token.js'

/**
 * One token for each row. A row's query meets two blocks of keys: its prompt's, shared by all rows of the prompt, and
 * those of its own tokens.
 *
 * A row's own keys lie in a buffer with room for `capacity` tokens that the caller binds to input and output alike:
 * the graph's first act is to write the new token's into its cell, and as the runtime copies nothing from a buffer
 * into itself, that is all that moves.
 *
 * R rows, S prompts of P padded tokens, M query rows of a prompt and key head (slots * repeat), C capacity.
 *
 * inputs   current int64 [R]: the newest token of each row; positions int64 [R] of those tokens; uniforms [R, 1];
 *          mask [R, 1, 1, 1, P + C], additive: 0 on the row's prompt and own tokens, this one included;
 *          blocks int64 [2]: P and C; ownShape int64 [5]: R, kvHeads, 1, C, headDim;
 *          slots int64 [S, kvHeads, M]: the query row (of R * heads) that stands in each place of the prompts'
 *          rectangles; places int64 [R, kvHeads, repeat, 1]: its inverse, counted through all rectangles;
 *          cells int64 [R * kvHeads, 1]: where in the buffers the new keys go;
 *          `promptKeys.l`, `promptValues.l` [S, kvHeads, P, headDim];
 *          `ownKeys.l`, `ownValues.l` [R * kvHeads * C, headDim]; rotary tables; weights
 * outputs  tokens int64 [R]; logprobs [R]; `writtenKeys.l`, `writtenValues.l`: the own keys and values again
 */
export function buildStepGraph(config: ModelConfig, mode: SamplingMode): Graph {
  const { layers, heads, kvHeads, headDim } = config
  const graph = new Graph()
  const current_R = graph.input('current', 'int64', 1)
  const rotary = rotaryRows(graph, graph.input('positions', 'int64', 1))
  const uniforms_R1 = graph.input('uniforms', 'float32', 2)
  const mask = graph.input('mask', 'float32', 5)
  const blocks_2 = graph.input('blocks', 'int64', 1)
  const ownShape_5 = graph.input('ownShape', 'int64', 1)
  const slots_SKM = graph.input('slots', 'int64', 3)
  const places_RKr1 = graph.input('places', 'int64', 4)
  const cells = graph.input('cells', 'int64', 2)
  const sampling = samplingInputs(graph, mode)
  const repeat = heads / kvHeads
  const gather = (x: Value, index: Value): Value => graph.node('Gather', [x, index], { axis: { int: 0 } })
  const flatten = (x: Value, axis: number): Value => graph.node('Flatten', [x], { axis: { int: axis } })

  /** Adds the new token's rows to a buffer: [R, kvHeads, 1, C, headDim]. */
  const write = (name: string, l: number, rows: Value): Value => {
    const buffer = graph.input(`own${name}.${l}`, 'float32', 2)
    const updates = graph.node('Reshape', [rows, graph.integers(-1, headDim)])
    // Named as the output itself: an Identity in between would copy the buffer.
    const written = { name: `written${name}.${l}`, type: 'float32' } as const
    graph.nodes.push({
      operator: 'ScatterND',
      domain: '',
      inputs: [buffer.name, cells.name, updates.name],
      outputs: [written.name],
      attributes: {},
    })
    graph.outputs.push({ ...written, rank: 2 })
    return graph.node('Reshape', [written, ownShape_5])
  }

  const x_RD = decoderRows(graph, config, current_R, rotary, (l, { q, k, v }) => {
    const ownKeys = write('Keys', l, k)
    const ownValues = write('Values', l, v)
    const promptKeys = graph.input(`promptKeys.${l}`, 'float32', 4)
    const promptValues = graph.input(`promptValues.${l}`, 'float32', 4)

    // Rows move in and out of the prompts' rectangles by gathering, which transposes on the way.
    const q_SKMd = gather(graph.node('Reshape', [q, graph.integers(-1, headDim)]), slots_SKM)
    const promptScores_SKMP = matmul(graph, q_SKMd, promptKeys, { transposeB: true })
    const q_RKr1d = graph.node('Reshape', [q, graph.integers(-1, kvHeads, repeat, 1, headDim)])
    // Products of one row, even if query heads share their keys: the runtime computes those without packing.
    const ownScores = matmul(graph, q_RKr1d, ownKeys, { transposeB: true })
    const scores = graph.node('Concat', [gather(flatten(promptScores_SKMP, 3), places_RKr1), ownScores], {
      axis: { int: -1 },
    })
    const all = graph.node('Softmax', [graph.node('Add', [scores, mask])], { axis: { int: -1 } })
    const [promptShares, ownShares] = graph.nodeWithOutputs(
      'Split',
      [all, blocks_2],
      ['float32', 'float32'],
      {
        axis: { int: -1 },
      },
    ) as [Value, Value]
    const promptShares_SKMP = gather(flatten(promptShares, 4), slots_SKM)
    const fromPrompt_SKMd = matmul(graph, promptShares_SKMP, promptValues)
    const fromPrompt_RKr1d = gather(flatten(fromPrompt_SKMd, 3), places_RKr1)
    const attended = graph.node('Add', [fromPrompt_RKr1d, matmul(graph, ownShares, ownValues)])
    return graph.node('Reshape', [attended, graph.integers(-1, heads * headDim)])
  })
  const logits_RV = vocabularyScores(graph, config, x_RD)
  const { token_R, logprob_R } = sampleToken(graph, mode, sampling, logits_RV, uniforms_R1)
  graph.output('tokens', token_R, 1)
  graph.output('logprobs', logprob_R, 1)
  return graph
}
