import type { DecoderShape } from '../graph/decoder-block.js'
import type { Graph, Value } from '../graph/graph.js'
import { add } from '../graph/ops/add.js'
import { join, split } from '../graph/ops/join.js'
import { mask } from '../graph/ops/mask.js'
import { matmul } from '../graph/ops/matmul.js'
import { type PackLayout, pack, unpack } from '../graph/ops/pack.js'
import { productOf, reshape, shapeOf } from '../graph/ops/reshape.js'
import { softmax } from '../graph/ops/softmax.js'
import { transpose } from '../graph/ops/transpose.js'

/**
 * Where the rows of a micro-batch stand for attention. S prefixes of up to P tokens, each continued by up to n
 * branches of up to T tokens. A branch attends to all of its prefix and causally to itself; a prefix to itself.
 * Without prefixes the batch is S sequences (n = 1).
 */
export interface AttentionLayout {
  /** Slots of [S, P] (if there are prefixes) and of [S, n, T]. */
  readonly pack: PackLayout
  /** int64 [1] each. */
  readonly S: Value
  readonly n: Value
  readonly T: Value
  /** Additive [T, T]: no looking ahead. */
  readonly causal_TT: Value
  readonly prefix?: {
    readonly P: Value
    readonly causal_PP: Value
    /** Additive [S * kvHeads, 1, P]: hides the padding of shorter prefixes. */
    readonly padding: Value
    /** int64 [2]: P and T. */
    readonly sizes_PT: Value
  }
}

/**
 * Grouped-query attention of packed rows: q [N, heads * d], k and v [N, kvHeads * d] to [N, heads * d]. Axes are
 * ordered [S, kvHeads (g), n, queries per key head (r), T, d], so that both products, with the shared prefix and with
 * the branch itself, are plain batched products of reshaped operands and keys are never copied per query head.
 */
export function attention(
  graph: Graph,
  shape: DecoderShape,
  layout: AttentionLayout,
  rows: { q: Value; k: Value; v: Value },
): Value {
  const { S, n, T, prefix } = layout
  const d = shape.headDim
  const g = shape.kvHeads
  const r = shape.heads / shape.kvHeads
  const scale = 1 / Math.sqrt(d)
  const to = (value: Value, ...dimensions: (number | Value)[]): Value =>
    reshape(graph, value, shapeOf(graph, dimensions))

  const q = unpack(graph, rows.q, layout.pack)
  const k = unpack(graph, rows.k, layout.pack)
  const v = unpack(graph, rows.v, layout.pack)
  const branch = <X>(rectangles: X[]): X => rectangles[rectangles.length - 1] as X

  // Branches: [S n T, F] -> [S, g, n, r, T, d] for queries, [S g n, T, d] for keys and values.
  const rT = productOf(graph, r, T)
  const nrT = productOf(graph, n, rT)
  const queries = transpose(graph, to(branch(q), S, n, T, g, r, d), [0, 3, 1, 4, 2, 5])
  const heads = (value: Value): Value =>
    to(transpose(graph, to(value, S, n, T, g, d), [0, 3, 1, 2, 4]), -1, T, d)
  const keys = heads(branch(k))
  const values = heads(branch(v))
  const own = matmul(graph, to(queries, -1, rT, d), keys, { transposeB: true, scale })
  const ownMasked = mask(graph, to(own, -1, r, T, T), layout.causal_TT)

  const fromBranches = (attended: Value): Value =>
    to(transpose(graph, to(attended, S, g, n, r, T, d), [0, 2, 4, 1, 3, 5]), -1, g * r * d)

  if (!prefix) {
    const p = softmax(graph, ownMasked)
    const attended = matmul(graph, to(p, -1, rT, T), values)
    return pack(graph, [fromBranches(attended)], layout.pack)
  }

  // Prefixes attend to themselves: [S P, F] -> [S g, r P, d] x [S g, P, d].
  const { P } = prefix
  const rP = productOf(graph, r, P)
  const prefixHeads = (value: Value): Value =>
    to(transpose(graph, to(value, S, P, g, d), [0, 2, 1, 3]), -1, P, d)
  const prefixKeys = prefixHeads(k[0] as Value)
  const prefixValues = prefixHeads(v[0] as Value)
  const prefixQueries = transpose(graph, to(q[0] as Value, S, P, g, r, d), [0, 2, 3, 1, 4])
  const prefixScores = matmul(graph, to(prefixQueries, -1, rP, d), prefixKeys, { transposeB: true, scale })
  const prefixP = softmax(graph, mask(graph, to(prefixScores, -1, r, P, P), prefix.causal_PP))
  const prefixAttended = matmul(graph, to(prefixP, -1, rP, P), prefixValues)
  const fromPrefixes = to(transpose(graph, to(prefixAttended, S, g, r, P, d), [0, 3, 1, 2, 4]), -1, g * r * d)

  // Branches attend to prefix and self under one softmax.
  const towardPrefix = matmul(graph, to(queries, -1, nrT, d), prefixKeys, { transposeB: true, scale })
  const visible = mask(graph, towardPrefix, prefix.padding)
  const joint = softmax(graph, join(graph, visible, to(ownMasked, -1, nrT, T), prefix.sizes_PT))
  const [pPrefix, pOwn] = split(graph, joint, prefix.sizes_PT)
  const attended = add(
    graph,
    to(matmul(graph, pPrefix, prefixValues), S, g, n, r, T, d),
    to(matmul(graph, to(pOwn, -1, rT, T), values), S, g, n, r, T, d),
  )
  return pack(graph, [fromPrefixes, fromBranches(attended)], layout.pack)
}
