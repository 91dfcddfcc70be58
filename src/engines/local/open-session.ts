import { InferenceSession } from 'onnxruntime-node'
import { SpiceError } from '../../errors.js'
import { encodeModel } from './graph/encode-model.js'
import type { Graph } from './graph/graph.js'

/** Compiles a graph for the processor with a fixed number of threads. */
export async function openSession(graph: Graph, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(encodeModel(graph), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Shapes differ from call to call: a remembered memory plan would only be thrown away.
      enableMemPattern: false,
      // Vanishing gradients and moments would otherwise fall onto the processor's slow denormal path.
      extra: { session: { set_denormal_as_zero: '1' } },
      logSeverityLevel: 3,
    })
  } catch (cause) {
    throw new SpiceError('engine', `ONNX Runtime refused a graph: ${String(cause)}`, { cause })
  }
}
