import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Measured } from './local-measurements.js'
import { GENERATION, type Shape } from './shapes.js'

/** Whether `python` can import torch and transformers. */
export function hasTorch(python: string): boolean {
  return spawnSync(python, ['-c', 'import torch, transformers']).status === 0
}

/** PyTorch + transformers in a process of its own, which waits idle between measurements. */
export async function torchMeasurements(
  python: string,
  folder: string,
  shape: Shape,
  threads: number,
): Promise<Measured> {
  const script = fileURLToPath(new URL('torch_measurements.py', import.meta.url))
  const child = spawn(python, [script, folder, String(threads)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Threads that spin while they wait would slow the other side down.
    env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_WAIT_POLICY: 'passive' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<{ rate?: number }> => {
    const { done, value } = await lines.next()
    if (done) throw new Error(`${python} ${script} ended early with code ${child.exitCode}`)
    return JSON.parse(value) as { rate?: number }
  }
  const ask = async (request: object): Promise<number> => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    return (await answer()).rate ?? Number.NaN
  }
  await answer()
  return {
    train: (seconds) => ask({ what: 'train', batch: shape.batch, tokens: shape.tokens, seconds }),
    generate: (seconds) => ask({ what: 'generate', ...GENERATION, seconds }),
    async close() {
      child.stdin.end()
      await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}
