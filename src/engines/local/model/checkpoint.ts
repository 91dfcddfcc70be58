import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SpiceError } from '../../../errors.js'
import { readJsonFile } from '../../../tokenizer/index.js'
import { expectedTensors } from './expected-tensors.js'
import { readWeights, type Weights } from './load-model.js'
import type { ModelConfig } from './model-config.js'
import { replaceFile, type WrittenFile } from './replace-file.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'
import { sameShape, type Tensor } from './tensor.js'

/** All that continuing bit for bit needs. */
export interface CheckpointState {
  readonly weights: Weights
  /** Adam's first and second moments by weight name; empty before the first step. */
  readonly moments: ReadonlyMap<string, { readonly first: Float32Array; readonly second: Float32Array }>
  /** Optimizer steps taken. */
  readonly step: number
}

const FORMAT = 'spice-checkpoint'
const VERSION = 1
const WEIGHTS = 'model.safetensors'
const OPTIMIZER = 'optimizer.safetensors'
const STATE = 'state.json'

/**
 * Writes model.safetensors, optimizer.safetensors (`first.<name>`, `second.<name>`), both f32, and last state.json with
 * the step and each file's length and sha256: without a whole state.json there is no checkpoint. The same state gives
 * the same bytes.
 */
export async function writeCheckpoint(
  directory: string,
  { weights, moments, step }: CheckpointState,
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const optimizer = new Map<string, Tensor>()
  for (const [name, { first, second }] of moments) {
    const shape = weights.get(name)?.shape
    if (!shape) throw new SpiceError('engine', `${directory}: moments of ${name}, which is no weight`)
    optimizer.set(`first.${name}`, { shape, data: first })
    optimizer.set(`second.${name}`, { shape, data: second })
  }
  const files: Record<string, WrittenFile> = {
    [WEIGHTS]: await writeSafetensors(join(directory, WEIGHTS), weights),
    [OPTIMIZER]: await writeSafetensors(join(directory, OPTIMIZER), optimizer),
  }
  const state = `${JSON.stringify({ format: FORMAT, version: VERSION, step, files }, null, 2)}\n`
  await replaceFile(join(directory, STATE), [new TextEncoder().encode(state)])
}

/**
 * Reads what `writeCheckpoint` wrote for a model of this configuration. Throws SpiceError('model') naming the file
 * that is missing, truncated, changed since it was written, or of another model.
 */
export async function readCheckpoint(directory: string, config: ModelConfig): Promise<CheckpointState> {
  const { step, files } = await readState(join(directory, STATE))
  for (const name of [WEIGHTS, OPTIMIZER]) await verify(join(directory, name), files[name])
  const weights = await readWeights([join(directory, WEIGHTS)], config)
  return { weights, moments: await readMoments(join(directory, OPTIMIZER), config), step }
}

async function readState(path: string): Promise<{ step: number; files: Record<string, unknown> }> {
  const state = await readJsonFile(path, 1)
  if (!state) {
    throw new SpiceError('model', `${path}: not found`, {
      hint: 'The folder is no checkpoint, or writing it was cut short: take an earlier one.',
    })
  }
  const { format, version, step, files } = state
  if (format !== FORMAT || version !== VERSION) {
    throw new SpiceError(
      'model',
      `${path}: format ${JSON.stringify(format)} version ${JSON.stringify(version)}, expected "${FORMAT}" version ${VERSION}`,
    )
  }
  if (!Number.isSafeInteger(step) || (step as number) < 0) {
    throw new SpiceError('model', `${path}: step is ${JSON.stringify(step)}, expected a count`)
  }
  if (typeof files !== 'object' || files === null) throw new SpiceError('model', `${path}: names no files`)
  return { step: step as number, files: files as Record<string, unknown> }
}

async function verify(path: string, recorded: unknown): Promise<void> {
  const { bytes, sha256 } = (recorded ?? {}) as Partial<WrittenFile>
  const hash = createHash('sha256')
  let found = 0
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Uint8Array)
      found += (chunk as Uint8Array).length
    }
  } catch (cause) {
    throw new SpiceError('model', `${path}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    })
  }
  const digest = hash.digest('hex')
  if (found !== bytes || digest !== sha256) {
    throw new SpiceError(
      'model',
      `${path}: changed since the checkpoint was written: expected ${bytes} bytes with sha256 ${sha256}, found ${found} with ${digest}`,
      { hint: 'The file is damaged: take another checkpoint.' },
    )
  }
}

async function readMoments(path: string, config: ModelConfig): Promise<CheckpointState['moments']> {
  const tensors = await readSafetensors(path)
  const moments = new Map<string, { first: Float32Array; second: Float32Array }>()
  if (tensors.size === 0) return moments
  for (const [name, shape] of expectedTensors(config)) {
    const first = tensors.get(`first.${name}`)
    const second = tensors.get(`second.${name}`)
    for (const moment of [first, second]) {
      if (!moment || !sameShape(moment.shape, shape)) {
        throw new SpiceError(
          'model',
          `${path}: a moment of ${name} should have shape [${shape}], found ${moment ? `[${moment.shape}]` : 'none'}`,
        )
      }
    }
    moments.set(name, { first: (first as Tensor).data, second: (second as Tensor).data })
  }
  return moments
}
