import { type DecoderShape, GraphWeights, logits } from '../graph/decoder-block.js'
import { Graph, type Value } from '../graph/graph.js'
import { matmul } from '../graph/ops/matmul.js'
import {
  type FusedLayer,
  fusedFeedForward,
  fusedQueryKeyValue,
  fuseLayer,
  rotaryRows,
} from './fused-block.js'
import { type SamplingMode, sampleToken, samplingInputs } from './sample-token.js'

/**
 * One chunk of generation in one call: an ONNX Loop over tokens. A row's query meets three blocks of keys: its
 * prompt's, shared by all rows of the prompt; those of earlier chunks, read where they lie; and those of the current
 * chunk, the only ones that the loop carries and grows.
 *
 * R rows, S prompts of P padded tokens, M = kvHeads' share of query rows a prompt (slots * repeat), L tokens of
 * earlier chunks, C steps.
 *
 * inputs   current int64 [R], the newest token of each row; done bool [R]; positions int64 [R] of those tokens;
 *          steps int64 scalar; uniforms [C, R]; stops bool [V];
 *          slots int64 [S, kvHeads, M]: the query row (of R * heads) that stands in each place of the prompts'
 *          rectangles; places int64 [R, kvHeads, repeat, 1]: its inverse, counted through all rectangles;
 *          promptMask [S, 1, 1, P], additive; `promptKeys.l`, `promptValues.l` [S, kvHeads, P, headDim];
 *          with `past`: `pastKeys.l`, `pastValues.l` [R, kvHeads, 1, L, headDim]; rotary tables; weights
 * outputs  tokens int64 [c, R], logprobs [c, R], c <= C: the loop ends when all rows are done;
 *          `keys.l`, `values.l` [R, kvHeads, 1, L + c, headDim]
 */
export function buildDecodeGraph(shape: DecoderShape, mode: SamplingMode, past: boolean): Graph {
  const { layers, kvHeads, headDim } = shape
  const graph = new Graph()
  const weights = new GraphWeights(graph)
  const tokens_R = graph.input('current', 'int64', 1)
  const done_R = graph.input('done', 'bool', 1)
  const positions_R = graph.input('positions', 'int64', 1)
  const steps = graph.input('steps', 'int64', 0)
  const uniforms_CR = graph.input('uniforms', 'float32', 2)
  const stops_V = graph.input('stops', 'bool', 1)
  const layout: PromptLayout = {
    slots_SKM: graph.input('slots', 'int64', 3),
    places_RKr1: graph.input('places', 'int64', 4),
    mask_S11P: graph.input('promptMask', 'float32', 4),
  }
  const cos = graph.input('cos', 'float32', 2)
  const sin = graph.input('sin', 'float32', 2)
  const sampling = samplingInputs(graph, mode)
  const perLayer = (name: string, rank: number): Value[] =>
    Array.from({ length: layers }, (_, l) => graph.input(`${name}.${l}`, 'float32', rank))
  const promptKeys = perLayer('promptKeys', 4)
  const promptValues = perLayer('promptValues', 4)
  const pastKeys = past ? perLayer('pastKeys', 5) : []
  const pastValues = past ? perLayer('pastValues', 5) : []
  const fused = Array.from({ length: layers }, (_, l) => fuseLayer(graph, shape, weights, l))

  const body = new Graph('step.')
  const step = body.input('step.index', 'int64', 0)
  body.input('step.going', 'bool', 0)
  const token_R = body.input('step.token', 'int64', 1)
  const wasDone_R = body.input('step.done', 'bool', 1)
  const chunks = fused.map((_, l) => ({
    keys: body.input(`step.keys.${l}`, 'float32', 5),
    values: body.input(`step.values.${l}`, 'float32', 5),
  }))
  const rows = rotaryRows(body, body.node('Add', [positions_R, step]), cos, sin)
  const embedding = weights.matrix('model.embed_tokens.weight')
  let x_RD = body.node('Gather', [embedding, token_R], { axis: { int: 0 } }, { type: 'float32' })
  const grown: Value[] = []
  for (const [l, layer] of fused.entries()) {
    const chunk = chunks[l] as (typeof chunks)[number]
    const { q_1NF, k_1NG, v_NG } = fusedQueryKeyValue(body, shape, layer, x_RD, rows)
    const append = (old: Value, x: Value): Value => {
      const one = body.node('Reshape', [x, body.integers(-1, kvHeads, 1, 1, headDim)])
      return body.node('Concat', [old, one], { axis: { int: 3 } })
    }
    const keys = append(chunk.keys, k_1NG)
    const values = append(chunk.values, v_NG)
    grown.push(keys, values)
    const own = [{ keys, values }]
    if (past) own.unshift({ keys: pastKeys[l] as Value, values: pastValues[l] as Value })
    const prompt = { keys: promptKeys[l] as Value, values: promptValues[l] as Value }
    const attended_RF = attend(body, shape, q_1NF, prompt, own, layout)
    x_RD = fusedFeedForward(body, shape, layer, x_RD, attended_RF)
  }
  const logits_RV = logits({ graph: body, shape, weights }, x_RD)
  const uniforms_R = body.node('Gather', [uniforms_CR, step], { axis: { int: 0 } })
  const uniforms_R1 = body.node('Unsqueeze', [uniforms_R, body.integers(-1)])
  const next = sampleToken(body, mode, sampling, logits_RV, uniforms_R1)
  const stopped_R = body.node('Gather', [stops_V, next.token_R], { axis: { int: 0 } })
  const nowDone_R = body.node('Or', [wasDone_R, stopped_R])
  const least = body.node(
    'ReduceMin',
    [body.node('Cast', [nowDone_R], { to: { int: 7 } }, { type: 'int64' }), body.integers(0)],
    { keepdims: { int: 0 } },
  )
  const allDone = body.node('Cast', [least], { to: { int: 9 } }, { type: 'bool' })
  const going = body.node('Not', [allDone])
  // Ports name the values themselves: an Identity in between would copy the chunk's keys at every step.
  body.outputs.push({ ...going, rank: 0 }, { ...next.token_R, rank: 1 }, { ...nowDone_R, rank: 1 })
  for (const value of grown) body.outputs.push({ ...value, rank: 5 })
  // A scan output may not be a carried value as well, hence the copy of the token.
  const scanned = body.node('Identity', [next.token_R])
  body.outputs.push({ ...scanned, rank: 1 }, { ...next.logprob_R, rank: 1 })

  const count = graph.node('Shape', [tokens_R], {}, { type: 'int64' })
  const emptyShape = graph.node('Concat', [count, graph.integers(kvHeads, 1, 0, headDim)], {
    axis: { int: 0 },
  })
  const empty = graph.node('ConstantOfShape', [emptyShape], {}, { type: 'float32' })
  const yes = graph.constant('bool:true', 'bool', [], Uint8Array.of(1))
  const outputs = graph.nodeWithOutputs(
    'Loop',
    [steps, yes, tokens_R, done_R, ...grown.map(() => empty)],
    ['int64', 'bool', ...grown.map(() => 'float32' as const), 'int64', 'float32'],
    { body },
  )
  const [tokens_CR, logprobs_CR] = outputs.slice(-2) as [Value, Value]
  graph.output('tokens', tokens_CR, 2)
  graph.output('logprobs', logprobs_CR, 2)
  for (let l = 0; l < layers; l++) {
    const all = (name: string, before: Value | undefined, chunk: Value): void => {
      if (!before) return graph.output(`${name}.${l}`, chunk, 5)
      graph.output(`${name}.${l}`, graph.node('Concat', [before, chunk], { axis: { int: 3 } }), 5)
    }
    all('keys', pastKeys[l], outputs[2 + 2 * l] as Value)
    all('values', pastValues[l], outputs[3 + 2 * l] as Value)
  }
  return graph
}

interface PromptLayout {
  readonly slots_SKM: Value
  readonly places_RKr1: Value
  readonly mask_S11P: Value
}

interface KeysAndValues {
  readonly keys: Value
  readonly values: Value
}

/**
 * Attention of one token a row over its prompt and its own earlier tokens, with one softmax over all of them.
 * Prompts are met as [S * kvHeads] products of M query rows; a row's own keys by products of one query row, which the
 * runtime computes without packing. q [1, R, heads * headDim] (scaled), result [R, heads * headDim].
 */
function attend(
  graph: Graph,
  shape: DecoderShape,
  q_1RF: Value,
  prompt: KeysAndValues,
  own: readonly KeysAndValues[],
  layout: PromptLayout,
): Value {
  const { heads, kvHeads, headDim } = shape
  const repeat = heads / kvHeads
  const gather = (x: Value, index: Value): Value => graph.node('Gather', [x, index], { axis: { int: 0 } })
  const flatten = (x: Value, axis: number): Value => graph.node('Flatten', [x], { axis: { int: axis } })
  const queries = graph.node('Reshape', [q_1RF, graph.integers(-1, headDim)])
  const inSlots_SKMd = gather(queries, layout.slots_SKM)
  const promptScores_SKMP = graph.node('Add', [
    matmul(graph, inSlots_SKMd, prompt.keys, { transposeB: true }),
    layout.mask_S11P,
  ])
  const q_RKr1d = graph.node('Reshape', [q_1RF, graph.integers(-1, kvHeads, repeat, 1, headDim)])
  const scores = [
    gather(flatten(promptScores_SKMP, 3), layout.places_RKr1),
    ...own.map(({ keys }) => matmul(graph, q_RKr1d, keys, { transposeB: true })),
  ]
  const all = graph.node('Softmax', [graph.node('Concat', scores, { axis: { int: -1 } })], {
    axis: { int: -1 },
  })
  const lengths = scores.map((block) =>
    graph.node('Shape', [block], { start: { int: -1 } }, { type: 'int64' }),
  )
  const [promptShares, ...shares] = graph.nodeWithOutputs(
    'Split',
    [all, graph.node('Concat', lengths, { axis: { int: 0 } })],
    scores.map(() => 'float32' as const),
    { axis: { int: -1 } },
  ) as [Value, ...Value[]]
  const promptShares_SKMP = gather(flatten(promptShares, 4), layout.slots_SKM)
  const fromPrompt_SKMd = matmul(graph, promptShares_SKMP, prompt.values)
  const parts = [
    gather(flatten(fromPrompt_SKMd, 3), layout.places_RKr1),
    ...shares.map((share, i) => matmul(graph, share, (own[i] as KeysAndValues).values)),
  ]
  const sum = parts.reduce((a, b) => graph.node('Add', [a, b]))
  return graph.node('Reshape', [sum, graph.integers(-1, heads * headDim)])
}
