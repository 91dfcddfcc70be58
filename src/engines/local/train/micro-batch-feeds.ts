import { Tensor } from 'onnxruntime-node'
import type { Datum, Loss } from '../../engine.js'
import type { MicroBatch } from './plan-micro-batches.js'

/** Very negative, yet finite: its exponential is exactly zero, and rows that see nothing else stay finite. */
const HIDDEN = -1e9

export interface MicroBatchFeeds {
  readonly feeds: Record<string, Tensor>
  /** The predicted tokens, in the order of the graph's outputs: token `token` of datum `datum`. */
  readonly predictions: readonly { readonly datum: number; readonly token: number }[]
  /** Token of each row [N], the last a dummy: where the embedding's gradient goes. */
  readonly rowTokens: Int32Array
}

/** The inputs of the training graph for one micro-batch, weights aside. */
export function microBatchFeeds(
  batch: readonly Datum[],
  { prefixes, groups }: MicroBatch,
  options: {
    kvHeads: number
    loss: Loss | undefined
    ropeTables: (positions: number) => { cos: Float32Array; sin: Float32Array; half: number }
  },
): MicroBatchFeeds {
  const S = groups.length
  const n = Math.max(...groups.map((group) => group.branches.length))
  const P = Math.max(...groups.map((group) => group.prefixLength))
  const lengths = groups.flatMap(({ branches }) => branches.map(({ start, end }) => end - start))
  const longest = Math.max(...lengths)
  const branchRows = lengths.reduce((a, b) => a + b, 0)
  const prefixRows = groups.reduce((sum, group) => sum + group.prefixLength, 0)
  const N = prefixRows + branchRows + 1
  const dummy = N - 1
  // The dummy row must stand in some empty slot.
  const T = branchRows === S * n * longest ? longest + 1 : longest

  const rowTokens = new Int32Array(N)
  const positions = new Int32Array(N)
  const rows = new Int32Array(N)
  const prefixSlots = new Int32Array(S * P).fill(dummy)
  const branchSlots = new Int32Array(S * n * T).fill(dummy)
  const predictionOfRow = new Int32Array(N).fill(-1)
  const predictions: { datum: number; token: number }[] = []
  const predicting: number[] = []

  let row = 0
  const place = (token: number, position: number, slots: Int32Array, slot: number, offset: number): void => {
    rowTokens[row] = token
    positions[row] = position
    slots[slot] = row
    rows[row] = offset + slot
    row++
  }
  for (const [s, group] of groups.entries()) {
    const { tokens: head } = batch[group.branches[0]?.datum as number] as Datum
    for (let t = 0; t < group.prefixLength; t++) place(head[t] as number, t, prefixSlots, s * P + t, 0)
    for (const [b, { datum, start, end }] of group.branches.entries()) {
      const { tokens, weights } = batch[datum] as Datum
      for (let t = start; t < end; t++) {
        if (weights[t + 1] !== 0) {
          predictionOfRow[row] = predictions.length
          predictions.push({ datum, token: t + 1 })
          predicting.push(row)
        }
        place(tokens[t] as number, t, branchSlots, (s * n + b) * T + t - start, S * P)
      }
    }
  }
  rows[dummy] = S * P + branchSlots.indexOf(dummy)

  const M = predictions.length
  const reach = positions.reduce((a, b) => Math.max(a, b), 0) + 1
  const tables = options.ropeTables(reach)
  const perPrediction = (read: (datum: Datum, token: number) => number): Float32Array =>
    Float32Array.from(predictions, ({ datum, token }) => read(batch[datum] as Datum, token))
  const feeds: Record<string, Tensor> = {
    tokens: int64(rowTokens, [N]),
    positions: int64(positions, [N, 1]),
    cos: float32(tables.cos, [reach, tables.half]),
    sin: float32(tables.sin, [reach, tables.half]),
    S: int64([S], [1]),
    n: int64([n], [1]),
    T: int64([T], [1]),
    causal_TT: causalMask(T),
    rows: int64(rows, [N]),
    branchSlots: int64(branchSlots, [S * n * T]),
    predicting: int64(predicting, [M]),
    targets: int64(
      predictions.map(({ datum, token }) => batch[datum]?.tokens[token] as number),
      [M, 1],
    ),
  }
  if (prefixes) {
    feeds.P = int64([P], [1])
    feeds.causal_PP = causalMask(P)
    feeds.prefixSlots = int64(prefixSlots, [S * P])
    feeds.prefixPadding = prefixPadding(
      groups.map((group) => group.prefixLength),
      P,
      options.kvHeads,
    )
    feeds.sizes_PT = int64([P, T], [2])
  }
  const { loss } = options
  if (loss) {
    feeds.predictingSlots = int64(
      predictionOfRow.map((prediction) => (prediction < 0 ? M : prediction)),
      [N],
    )
    feeds.lossWeights = float32(
      perPrediction((datum, token) => datum.weights[token] as number),
      [M, 1],
    )
    if (loss.type !== 'cross_entropy')
      feeds.lossLogprobs = float32(
        perPrediction((datum, token) => datum.logprobs?.[token] as number),
        [M, 1],
      )
    if ('clipLow' in loss)
      feeds.clipRange = float32(Float32Array.of(1 - loss.clipLow, 1 + loss.clipHigh), [2])
  }
  return { feeds, predictions, rowTokens }
}

/** An int64 tensor of non-negative integers below 2^31, without a BigInt for each. */
function int64(values: ArrayLike<number>, dims: readonly number[]): Tensor {
  const words = new Int32Array(values.length * 2)
  for (let i = 0; i < values.length; i++) words[2 * i] = values[i] as number
  return new Tensor('int64', new BigInt64Array(words.buffer), dims)
}

function float32(values: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor('float32', values, dims)
}

function causalMask(size: number): Tensor {
  const mask = new Float32Array(size * size)
  for (let query = 0; query < size; query++) mask.fill(HIDDEN, query * size + query + 1, (query + 1) * size)
  return float32(mask, [size, size])
}

/** [S * kvHeads, 1, P] */
function prefixPadding(lengths: readonly number[], P: number, kvHeads: number): Tensor {
  const mask = new Float32Array(lengths.length * kvHeads * P)
  for (const [s, length] of lengths.entries())
    for (let head = 0; head < kvHeads; head++) {
      const start = (s * kvHeads + head) * P
      mask.fill(HIDDEN, start + length, start + P)
    }
  return float32(mask, [lengths.length * kvHeads, 1, P])
}
