import { Tensor } from 'onnxruntime-node'
import { Graph } from '../../src/engines/local/graph/graph.js'
import { openSession } from '../../src/engines/local/open-session.js'
import { repeatFor } from './repeat-for.js'

/** Products in one call, so that what crosses the runtime's border does not count. */
const CHAIN = 8

/** GFLOP/s of square float32 products in the engine's runtime with its settings. */
export async function matmulRate(size: number, threads: number, seconds: number): Promise<number> {
  const graph = new Graph()
  const b = graph.input('b', 'float32', 2)
  let x = graph.input('a', 'float32', 2)
  for (let i = 0; i < CHAIN; i++) x = graph.node('MatMul', [x, b])
  graph.output('x', x, 2)
  const session = await openSession(graph, threads)
  // Rows that sum to 1 keep the numbers where they are.
  const numbers = new Float32Array(size * size).fill(1 / size)
  const feeds = {
    a: new Tensor('float32', numbers, [size, size]),
    b: new Tensor('float32', numbers, [size, size]),
  }
  const perCall = await repeatFor(seconds, async () => {
    await session.run(feeds)
  })
  await session.release()
  return (2 * size ** 3 * CHAIN) / perCall / 1e9
}
