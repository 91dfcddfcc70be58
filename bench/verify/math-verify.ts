import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MixPair } from './mixes.js'

export interface MathVerifyRun {
  /** repetition × pair. */
  readonly seconds: readonly (readonly number[])[]
  readonly matched: readonly boolean[]
  readonly timeouts: number
  readonly raised: number
}

/** The interpreter of a virtual environment that has math_verify, or of a path to one; throws if it hasn't. */
export function pythonOf(environment: string): string {
  const inside = join(environment, 'bin', 'python')
  const python = existsSync(inside) ? inside : environment
  const { status } = spawnSync(python, ['-c', 'import math_verify'])
  if (status !== 0) throw new Error(`--python: ${python} has no math_verify`)
  return python
}

/** The pairs judged by Math-Verify in a process of its own. A gold without delimiters gets them, or it reads no LaTeX. */
export function runMathVerify(python: string, pairs: readonly MixPair[]): MathVerifyRun {
  const script = fileURLToPath(new URL('math_verify_pairs.py', import.meta.url))
  const input = pairs.map(({ gold, prediction }) => ({
    gold: /\$|\\boxed|\\\(|\\\[/.test(gold) ? gold : `$${gold}$`,
    // Half a surrogate pair, which JSON carries, is no text to Python.
    prediction: Buffer.from(prediction).toString(),
  }))
  const { status, stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(`${python} ${script} ended with ${status}:\n${stderr.slice(-2000)}`)
  return JSON.parse(stdout) as MathVerifyRun
}
