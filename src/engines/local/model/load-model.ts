import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { SpiceError } from '../../../errors.js'
import { readJsonFile } from '../../../tokenizer/index.js'
import { expectedTensors } from './expected-tensors.js'
import { type ModelConfig, readModelConfig } from './model-config.js'
import { openSafetensors, type SafetensorsFile } from './safetensors.js'
import { sameShape, type Tensor } from './tensor.js'

/** A model's weights by their transformers names, as f32. */
export type Weights = Map<string, Tensor>

const MAX_SHARDS = 1000

/**
 * Reads a Hugging Face model folder: config.json and model.safetensors, or the shards that
 * model.safetensors.index.json names. Every tensor's presence and shape is checked before any is read.
 * Throws SpiceError('model') naming file, tensor, expected and found.
 */
export async function loadModel(folder: string): Promise<{ config: ModelConfig; weights: Weights }> {
  const config = await readModelConfig(folder)
  const paths = await weightFiles(folder)
  return { config, weights: await readWeights(paths, config) }
}

/** Reads exactly the tensors of `config` from safetensors files. */
export async function readWeights(paths: readonly string[], config: ModelConfig): Promise<Weights> {
  const files: { path: string; file: SafetensorsFile }[] = []
  try {
    for (const path of paths) files.push({ path, file: await openSafetensors(path) })
    const expected = expectedTensors(config)
    const found = new Map<string, () => Promise<Tensor>>()
    for (const { path, file } of files) {
      for (const entry of file.entries) {
        if (isIgnored(entry.name, config)) continue
        const shape = expected.get(entry.name)
        if (!shape) {
          throw new SpiceError(
            'model',
            `${path}: tensor ${entry.name} is no part of this ${config.family} model`,
            {
              hint: 'The folder may hold another architecture, an adapter or a changed model.',
            },
          )
        }
        if (!sameShape(shape, entry.shape)) {
          throw new SpiceError(
            'model',
            `${path}: tensor ${entry.name} has shape [${entry.shape}], config.json makes it [${shape}]`,
          )
        }
        if (found.has(entry.name))
          throw new SpiceError('model', `${path}: tensor ${entry.name} is in two files`)
        found.set(entry.name, () => file.read(entry))
      }
    }
    const weights: Weights = new Map()
    for (const [name, shape] of expected) {
      const read = found.get(name)
      if (!read) {
        throw new SpiceError('model', `${paths.join(', ')}: tensor ${name} of shape [${shape}] is missing`)
      }
      weights.set(name, await read())
    }
    return weights
  } finally {
    for (const { file } of files) await file.close()
  }
}

/** Old exports carry the rotary frequencies, and some a copy of a tied embedding: both follow from the rest. */
function isIgnored(name: string, config: ModelConfig): boolean {
  return name.endsWith('.rotary_emb.inv_freq') || (config.tied && name === 'lm_head.weight')
}

async function weightFiles(folder: string): Promise<string[]> {
  const single = join(folder, 'model.safetensors')
  if (await exists(single)) return [single]
  const indexPath = join(folder, 'model.safetensors.index.json')
  const index = await readJsonFile(indexPath)
  if (!index) {
    throw new SpiceError('model', `${single}: not found, nor model.safetensors.index.json`, {
      hint: 'Weights in *.bin, GGUF or other formats are not read: convert them to safetensors with transformers.',
    })
  }
  const map = index.weight_map
  if (typeof map !== 'object' || map === null || Array.isArray(map)) {
    throw new SpiceError('model', `${indexPath}: weight_map is not an object of file names`)
  }
  const names = [...new Set(Object.values(map as Record<string, unknown>))]
  if (names.length > MAX_SHARDS) {
    throw new SpiceError('model', `${indexPath}: names ${names.length} files, at most ${MAX_SHARDS} are read`)
  }
  return names.map((name) => {
    // A plain name only: a path could lead out of the folder.
    if (typeof name !== 'string' || !/^[\w.-]+\.safetensors$/.test(name)) {
      throw new SpiceError('model', `${indexPath}: ${JSON.stringify(name)} is no name of a safetensors file`)
    }
    return join(folder, name)
  })
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
