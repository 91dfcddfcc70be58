import { Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../../random/index.js'
import { openSession } from '../../open-session.js'
import { gradients } from '../gradients.js'
import { Graph, type Value } from '../graph.js'
import { add } from './add.js'
import { join, split } from './join.js'
import { linear } from './linear.js'
import { mask } from './mask.js'
import { matmul } from './matmul.js'
import { multiply } from './multiply.js'
import { pack, unpack } from './pack.js'
import { reshape } from './reshape.js'
import { rmsNorm } from './rms-norm.js'
import { rotary } from './rotary.js'
import { softmax } from './softmax.js'
import { swiglu } from './swiglu.js'
import { transpose } from './transpose.js'

interface Case {
  readonly name: string
  /** Shapes of the weights that the gradient is taken with respect to. */
  readonly weights: readonly (readonly number[])[]
  /** Extra int64 or float inputs. */
  readonly inputs?: Record<string, Tensor>
  build(graph: Graph, weights: Value[]): Value
  /** The result's shape. */
  readonly output: readonly number[]
}

const int64 = (values: number[], dims = [values.length]): Tensor =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), dims)

const angles = Float32Array.from({ length: 8 }, (_, i) => 0.3 * i + 0.1)

const cases: Case[] = [
  {
    name: 'add',
    weights: [
      [2, 3],
      [2, 3],
    ],
    output: [2, 3],
    build: (g, [a, b]) => add(g, a!, b!),
  },
  {
    name: 'add of one value to itself',
    weights: [[2, 3]],
    output: [2, 3],
    build: (g, [a]) => add(g, a!, a!),
  },
  {
    name: 'multiply',
    weights: [
      [2, 3],
      [2, 3],
    ],
    output: [2, 3],
    build: (g, [a, b]) => multiply(g, a!, b!),
  },
  {
    name: 'linear',
    weights: [
      [4, 3],
      [5, 3],
    ],
    output: [4, 5],
    build: (g, [x, w]) => linear(g, x!, w!),
  },
  {
    name: 'linear with bias',
    weights: [[4, 3], [5, 3], [5]],
    output: [4, 5],
    build: (g, [x, w, b]) => linear(g, x!, w!, b!),
  },
  {
    name: 'matmul',
    weights: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    output: [2, 3, 5],
    build: (g, [a, b]) => matmul(g, a!, b!, { scale: 0.7 }),
  },
  {
    name: 'matmul with transposed second operand',
    weights: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    output: [2, 3, 5],
    build: (g, [a, b]) => matmul(g, a!, b!, { transposeB: true, scale: 0.7 }),
  },
  { name: 'rmsNorm', weights: [[3, 6], [6]], output: [3, 6], build: (g, [x, w]) => rmsNorm(g, x!, w!, 1e-5) },
  {
    name: 'swiglu',
    weights: [
      [3, 4],
      [3, 4],
    ],
    output: [3, 4],
    build: (g, [a, b]) => swiglu(g, a!, b!),
  },
  { name: 'softmax', weights: [[3, 5]], output: [3, 5], build: (g, [x]) => softmax(g, x!) },
  {
    name: 'softmax under a mask',
    weights: [[2, 3]],
    inputs: { hidden: new Tensor('float32', Float32Array.of(0, -1e9, 0), [1, 3]) },
    output: [2, 3],
    build: (g, [x]) => softmax(g, mask(g, x!, g.input('hidden', 'float32', 2))),
  },
  {
    name: 'transpose',
    weights: [[2, 3, 4]],
    output: [4, 2, 3],
    build: (g, [x]) => transpose(g, x!, [2, 0, 1]),
  },
  { name: 'reshape', weights: [[2, 6]], output: [4, 3], build: (g, [x]) => reshape(g, x!, g.integers(4, 3)) },
  {
    name: 'join',
    weights: [
      [2, 3],
      [2, 2],
    ],
    output: [2, 5],
    build: (g, [a, b]) => join(g, a!, b!, g.integers(3, 2)),
  },
  {
    name: 'split, both parts used',
    weights: [[2, 5]],
    output: [2, 5],
    build: (g, [x]) => {
      const [a, b] = split(g, x!, g.integers(3, 2))
      return join(g, multiply(g, a, a), b, g.integers(3, 2))
    },
  },
  {
    name: 'split, one part used',
    weights: [[2, 5]],
    output: [2, 2],
    build: (g, [x]) => split(g, x!, g.integers(3, 2))[1],
  },
  {
    name: 'rotary',
    weights: [[4, 8]],
    inputs: {
      positions: int64([0, 1, 3, 2], [4, 1]),
      cos: new Tensor('float32', angles.map(Math.cos), [4, 2]),
      sin: new Tensor('float32', angles.map(Math.sin), [4, 2]),
    },
    output: [4, 8],
    build: (g, [x]) =>
      rotary(g, x!, {
        positions_N1: g.input('positions', 'int64', 2),
        cos: g.input('cos', 'float32', 2),
        sin: g.input('sin', 'float32', 2),
      }),
  },
  {
    // Rows 0..3 and a dummy row 4; slots of a [2, 3] rectangle, of which two show the dummy.
    name: 'unpack then pack, dummy row left out',
    weights: [[5, 2]],
    inputs: { slots: int64([0, 1, 4, 2, 3, 4]), rows: int64([0, 1, 3, 4, 2]), real: int64([0, 1, 2, 3]) },
    output: [5, 2],
    build: (g, [x]) => {
      const layout = { slots: [g.input('slots', 'int64', 1)], rows_N: g.input('rows', 'int64', 1) }
      const [rectangle] = unpack(g, x!, layout) as [Value]
      return pack(g, [multiply(g, rectangle, rectangle)], layout)
    },
  },
]

describe('gradient rules against central differences', () => {
  it.each(cases)('$name', async ({ weights: shapes, inputs = {}, build, output }) => {
    const graph = new Graph()
    const weights = shapes.map((shape, i) => graph.weight(`w${i}`, shape.length))
    const y = build(graph, weights)
    graph.output('y', y, output.length)
    const seed = graph.input('seed', 'float32', output.length)
    for (const [i, gradient] of gradients(graph, [{ value: y, gradient: seed }], weights).entries())
      graph.output(`d${i}`, gradient!, shapes[i]!.length)
    const session = await openSession(graph, 1)

    const random = randomStream({ seed: 1, iteration: 0, purpose: 'test', index: 0 })
    const data = shapes.map((shape) =>
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    )
    const feeds = (seedTensor: Tensor): Record<string, Tensor> => ({
      ...inputs,
      seed: seedTensor,
      ...Object.fromEntries(data.map((d, i) => [`w${i}`, new Tensor('float32', d, shapes[i]!)])),
    })
    const seedData = Float32Array.from({ length: output.reduce((a, b) => a * b, 1) }, () => random.normal())
    // A dummy row promises nothing unless its own gradient is zero.
    if (inputs.real) seedData.fill(0, 8)
    const seedTensor = new Tensor('float32', seedData, output)
    const objective = async (): Promise<number> => {
      const out = (await session.run(feeds(seedTensor), ['y'])).y!.data as Float32Array
      return out.reduce((sum, value, i) => sum + value * seedData[i]!, 0)
    }
    const results = await session.run(feeds(seedTensor))
    const step = 1e-2
    for (const [i, values] of data.entries()) {
      const analytic = results[`d${i}`]!.data as Float32Array
      expect(analytic.length).toBe(values.length)
      for (let j = 0; j < values.length; j++) {
        const held = values[j]!
        values[j] = held + step
        const above = await objective()
        values[j] = held - step
        const below = await objective()
        values[j] = held
        const numeric = (above - below) / (2 * step)
        expect(Math.abs(analytic[j]! - numeric)).toBeLessThan(2e-3 * Math.max(1, Math.abs(numeric)))
      }
    }
  })
})
