import type { Graph, Value } from '../graph.js'

/** Batched scale * a b, or scale * a b^T with `transposeB`: a [.., M, K], b [.., K, N] or [.., N, K], equal batches. */
export function matmul(
  graph: Graph,
  a: Value,
  b: Value,
  options: { transposeB?: boolean; scale?: number } = {},
): Value {
  const { transposeB = false, scale = 1 } = options
  const product = fused(graph, a, b, { transB: transposeB, scale })
  graph.record({
    inputs: [a, b],
    outputs: [product],
    backward: ([d]) => {
      if (!d) return [undefined, undefined]
      return [
        graph.needsGradient(a) ? fused(graph, d, b, { transB: !transposeB, scale }) : undefined,
        graph.needsGradient(b)
          ? transposeB
            ? fused(graph, d, a, { transA: true, scale })
            : fused(graph, a, d, { transA: true, scale })
          : undefined,
      ]
    },
  })
  return product
}

function fused(
  graph: Graph,
  a: Value,
  b: Value,
  { transA = false, transB = false, scale = 1 }: { transA?: boolean; transB?: boolean; scale?: number },
): Value {
  return graph.node(
    'FusedMatMul',
    [a, b],
    { transA: { int: Number(transA) }, transB: { int: Number(transB) }, alpha: scale },
    { domain: 'com.microsoft' },
  )
}
