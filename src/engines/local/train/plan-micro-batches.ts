import { SpiceError } from '../../../errors.js'
import type { Datum } from '../../engine.js'
import type { DecoderShape } from '../graph/decoder-block.js'

/** A datum's own part: its tokens from `start` on; those before it are the group's shared prefix. */
export interface Branch {
  /** Index into the batch. */
  readonly datum: number
  readonly start: number
  /** One past the last token that is read; `end` itself is the last token that is predicted. */
  readonly end: number
}

/** Sequences that begin with the same unweighted tokens, which are computed once. */
export interface Group {
  readonly prefixLength: number
  readonly branches: readonly Branch[]
}

export interface MicroBatch {
  /** Whether groups share prefixes; without, each group is one sequence from its first token. */
  readonly prefixes: boolean
  readonly groups: readonly Group[]
}

/** Sharing a shorter prefix than this costs more than it saves. */
const SHORTEST_SHARED_PREFIX = 4

/**
 * Splits a batch into micro-batches that each need about `budgetBytes` of activations at most. Data without any
 * weight are left out: they contribute nothing. Similar lengths go together. A pure function of its input.
 * @throws SpiceError('engine') for arrays of unequal length, a weight on the first token, or an over-long sequence.
 */
export function planMicroBatches(
  batch: readonly Datum[],
  shape: DecoderShape & { readonly ffn: number; readonly vocabulary: number; readonly contextTokens: number },
  budgetBytes: number,
): MicroBatch[] {
  const shared = new Map<string, Branch[]>()
  for (const [datum, { tokens, weights }] of batch.entries()) {
    check(batch, datum, shape.contextTokens)
    const first = weights.findIndex((weight) => weight !== 0)
    if (first < 0) continue
    const end = weights.findLastIndex((weight) => weight !== 0)
    const start = first - 1
    const bytes = Buffer.from(tokens.buffer, tokens.byteOffset, start * 4)
    const key = start < SHORTEST_SHARED_PREFIX ? `own:${datum}` : bytes.toString('latin1')
    const group = shared.get(key)
    if (group) group.push({ datum, start, end })
    else shared.set(key, [{ datum, start, end }])
  }
  const withPrefix: Group[] = []
  const whole: Group[] = []
  for (const branches of shared.values()) {
    if (branches.length === 1)
      whole.push({ prefixLength: 0, branches: [{ ...(branches[0] as Branch), start: 0 }] })
    else withPrefix.push({ prefixLength: (branches[0] as Branch).start, branches })
  }
  return [
    ...fill(false, whole, shape, budgetBytes),
    ...fill(
      true,
      withPrefix.flatMap((group) => halve(group, shape, budgetBytes)),
      shape,
      budgetBytes,
    ),
  ]
}

function check(batch: readonly Datum[], index: number, contextTokens: number): void {
  const { tokens, weights, logprobs } = batch[index] as Datum
  if (weights.length !== tokens.length || (logprobs && logprobs.length !== tokens.length))
    throw new SpiceError(
      'engine',
      `datum ${index}: ${tokens.length} tokens but ${weights.length} weights and ${logprobs?.length ?? 'no'} logprobs`,
    )
  if (tokens.length > 0 && weights[0] !== 0)
    throw new SpiceError(
      'engine',
      `datum ${index}: weight ${weights[0]} on the first token, which nothing predicts`,
    )
  if (tokens.length > contextTokens + 1)
    throw new SpiceError(
      'engine',
      `datum ${index}: ${tokens.length} tokens exceed the model's context of ${contextTokens}`,
    )
}

const branchLength = (branch: Branch): number => branch.end - branch.start

function extents(groups: readonly Group[]): { n: number; P: number; T: number; rows: number } {
  let n = 0
  let P = 0
  let T = 0
  let rows = 1
  for (const { prefixLength, branches } of groups) {
    n = Math.max(n, branches.length)
    P = Math.max(P, prefixLength)
    rows += prefixLength
    for (const branch of branches) {
      T = Math.max(T, branchLength(branch))
      rows += branchLength(branch)
    }
  }
  return { n, P, T, rows }
}

/** Activations that a forward and backward pass keep, in bytes: rows, attention scores, vocabulary scores. */
function activationBytes(
  groups: readonly Group[],
  shape: DecoderShape & { readonly ffn: number; readonly vocabulary: number },
): number {
  const { n, P, T, rows } = extents(groups)
  const perRow = shape.layers * (12 * shape.width + 8 * shape.heads * shape.headDim + 6 * shape.ffn)
  const scores = 5 * shape.layers * shape.heads * groups.length * (P * P + n * T * (P + T))
  return 4 * (rows * (perRow + 4 * shape.vocabulary) + scores)
}

/** Splits a group that alone exceeds the budget, repeating its prefix. */
function halve(group: Group, shape: Parameters<typeof activationBytes>[1], budgetBytes: number): Group[] {
  if (group.branches.length === 1 || activationBytes([group], shape) <= budgetBytes) return [group]
  const middle = Math.ceil(group.branches.length / 2)
  return [group.branches.slice(0, middle), group.branches.slice(middle)].flatMap((branches) =>
    halve({ prefixLength: group.prefixLength, branches }, shape, budgetBytes),
  )
}

function fill(
  prefixes: boolean,
  groups: readonly Group[],
  shape: Parameters<typeof activationBytes>[1],
  budgetBytes: number,
): MicroBatch[] {
  const sorted = [...groups].sort((a, b) => {
    const [x, y] = [extents([a]), extents([b])]
    return x.n - y.n || x.P + x.T - (y.P + y.T) || x.T - y.T || order(a) - order(b)
  })
  const microBatches: MicroBatch[] = []
  let current: Group[] = []
  for (const group of sorted) {
    if (current.length > 0 && activationBytes([...current, group], shape) > budgetBytes) {
      microBatches.push({ prefixes, groups: current })
      current = []
    }
    current.push(group)
  }
  if (current.length > 0) microBatches.push({ prefixes, groups: current })
  return microBatches
}

const order = (group: Group): number => (group.branches[0] as Branch).datum
