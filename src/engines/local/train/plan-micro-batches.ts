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

/** The sizes that the estimate of activations needs. */
type PlannedShape = DecoderShape & { readonly ffn: number; readonly vocabulary: number }

/** Sharing a shorter prefix than this costs more than it saves. */
const SHORTEST_SHARED_PREFIX = 4

/**
 * Splits a batch into micro-batches that each need about `budgetBytes` of activations at most. Data without any
 * weight are left out: they contribute nothing. Similar lengths go together. A pure function of its input.
 * @throws SpiceError('engine') for arrays of unequal length, a weight on the first token, an over-long sequence, or a foreign id.
 */
export function planMicroBatches(
  batch: readonly Datum[],
  shape: PlannedShape & { readonly contextTokens: number },
  budgetBytes: number,
): MicroBatch[] {
  const shared = new Map<string, Branch[]>()
  for (const [datum, { tokens, weights }] of batch.entries()) {
    check(batch, datum, shape)
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

function check(
  batch: readonly Datum[],
  index: number,
  { contextTokens, vocabulary }: { readonly contextTokens: number; readonly vocabulary: number },
): void {
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
  const foreign = tokens.findIndex((id) => id < 0 || id >= vocabulary)
  if (foreign >= 0)
    throw new SpiceError(
      'engine',
      `datum ${index}: token ${foreign} has id ${tokens[foreign]}, the model's vocabulary is ${vocabulary}`,
    )
}

const branchLength = (branch: Branch): number => branch.end - branch.start

/** The rectangle that holds some groups: all of them padded to the longest. */
interface Extents {
  readonly groups: number
  readonly n: number
  readonly P: number
  readonly T: number
  readonly rows: number
}

const EMPTY: Extents = { groups: 0, n: 0, P: 0, T: 0, rows: 1 }

function extend(extents: Extents, { prefixLength, branches }: Group): Extents {
  return {
    groups: extents.groups + 1,
    n: Math.max(extents.n, branches.length),
    P: Math.max(extents.P, prefixLength),
    T: branches.reduce((T, branch) => Math.max(T, branchLength(branch)), extents.T),
    rows: branches.reduce((rows, branch) => rows + branchLength(branch), extents.rows + prefixLength),
  }
}

/** Activations that a forward and backward pass keep, in bytes: rows, attention scores, vocabulary scores. */
function activationBytes({ groups, n, P, T, rows }: Extents, shape: PlannedShape): number {
  const perRow = shape.layers * (12 * shape.width + 8 * shape.heads * shape.headDim + 6 * shape.ffn)
  const scores = 5 * shape.layers * shape.heads * groups * (P * P + n * T * (P + T))
  return 4 * (rows * (perRow + 4 * shape.vocabulary) + scores)
}

/** Splits a group that alone exceeds the budget, repeating its prefix. */
function halve(group: Group, shape: PlannedShape, budgetBytes: number): Group[] {
  if (group.branches.length === 1 || activationBytes(extend(EMPTY, group), shape) <= budgetBytes)
    return [group]
  const middle = Math.ceil(group.branches.length / 2)
  return [group.branches.slice(0, middle), group.branches.slice(middle)].flatMap((branches) =>
    halve({ prefixLength: group.prefixLength, branches }, shape, budgetBytes),
  )
}

function fill(
  prefixes: boolean,
  groups: readonly Group[],
  shape: PlannedShape,
  budgetBytes: number,
): MicroBatch[] {
  const sorted = groups
    .map((group) => ({ group, ...extend(EMPTY, group) }))
    .sort(
      (a, b) =>
        a.n - b.n || a.P + a.T - (b.P + b.T) || a.T - b.T || firstDatum(a.group) - firstDatum(b.group),
    )
  const microBatches: MicroBatch[] = []
  let current: Group[] = []
  let extents = EMPTY
  for (const { group } of sorted) {
    const extended = extend(extents, group)
    const full = current.length > 0 && activationBytes(extended, shape) > budgetBytes
    if (full) {
      microBatches.push({ prefixes, groups: current })
      current = []
    }
    current.push(group)
    extents = full ? extend(EMPTY, group) : extended
  }
  if (current.length > 0) microBatches.push({ prefixes, groups: current })
  return microBatches
}

const firstDatum = (group: Group): number => (group.branches[0] as Branch).datum
