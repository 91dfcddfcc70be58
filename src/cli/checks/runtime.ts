import { SpiceError } from '../../errors.js'
import type { Check } from './check.js'

/** An ONNX model of one node: product = MatMul(a, b). */
const PRODUCT =
  'CAoSBXNwaWNlOrUBCiIKAWEKAWISCE1hdE11bF8wGghNYXRNdWxfMCIGTWF0TXVsCiYKCE1hdE11bF8wEgdwcm9kdWN0Ggdwcm9kdWN0IghJZGVudGl0eRIEbWFpbloZCgFhEhQKEggBEg4KBRIDYS4wCgUSA2EuMVoZCgFiEhQKEggBEg4KBRIDYi4wCgUSA2IuMWIrCgdwcm9kdWN0EiAKHggBEhoKCxIJcHJvZHVjdC4wCgsSCXByb2R1Y3QuMUIECgAQFUIRCg1jb20ubWljcm9zb2Z0EAE='

export const runtimeCheck: Check = {
  name: 'runtime',
  async run() {
    // Imported here: that the native part does not load is a finding, not the end of the doctor.
    const runtime = await import('onnxruntime-node').catch((cause: unknown) => {
      throw new SpiceError('engine', `onnxruntime-node does not load: ${String(cause)}`, {
        hint: 'Reinstall with `npm ci`; its native part needs glibc 2.28, macOS 13 or Windows 10, on x64 or arm64',
        cause,
      })
    })
    const { InferenceSession, Tensor } = runtime
    const session = await InferenceSession.create(Buffer.from(PRODUCT, 'base64'), {
      executionProviders: ['cpu'],
    })
    const a = new Tensor('float32', [1, 2, 3, 4], [2, 2])
    const { product } = await session.run({ a, b: a })
    const found = Array.from((product?.data ?? []) as Float32Array)
    await session.release()
    if (found.join() !== '7,10,15,22') {
      throw new SpiceError('engine', `onnxruntime-node computes [1 2; 3 4] squared as [${found.join(' ')}]`, {
        hint: 'Report this with your processor and operating system',
      })
    }
    return `onnxruntime-node ${runtime.env.versions.node ?? ''} computes`
  },
}
