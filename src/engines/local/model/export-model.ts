import { copyFile, mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { SpiceError } from '../../../errors.js'
import { readJsonFile } from '../../../tokenizer/index.js'
import { expectedTensors } from './expected-tensors.js'
import type { Weights } from './load-model.js'
import { readModelConfig } from './model-config.js'
import { replaceFile } from './replace-file.js'
import { type WeightFormat, writeSafetensors } from './safetensors.js'
import { sameShape } from './tensor.js'

/** What belongs to a model beside its weights and config.json; copied where the source has it. */
const COMPANIONS = [
  'tokenizer.json',
  'tokenizer_config.json',
  'tokenizer.model',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
  'generation_config.json',
  'LICENSE',
] as const

const TORCH_NAME: Record<WeightFormat, string> = { f32: 'float32', bf16: 'bfloat16', f16: 'float16' }

/**
 * Writes a Hugging Face model folder that transformers loads: the configuration and tokenizer of `sourceFolder` with
 * `weights` in `dtype` (default f32). Throws SpiceError('model') if the weights are not those of that configuration.
 */
export async function exportModel(
  folder: string,
  options: { sourceFolder: string; weights: Weights; dtype?: WeightFormat },
): Promise<void> {
  const { sourceFolder, weights, dtype = 'f32' } = options
  if (resolve(folder) === resolve(sourceFolder)) {
    throw new SpiceError('model', `${folder}: is the folder of the source model`, {
      hint: 'Export into another folder, so that the original stays.',
    })
  }
  const expected = expectedTensors(await readModelConfig(sourceFolder))
  for (const name of weights.keys()) {
    if (!expected.has(name))
      throw new SpiceError('model', `${folder}: tensor ${name} is no part of the model`)
  }
  for (const [name, shape] of expected) {
    const found = weights.get(name)?.shape
    if (!found || !sameShape(shape, found)) {
      throw new SpiceError(
        'model',
        `${folder}: tensor ${name} should have shape [${shape}], found ${found ? `[${found}]` : 'none'}`,
      )
    }
  }
  await mkdir(folder, { recursive: true })
  const config = await readJsonFile(join(sourceFolder, 'config.json'))
  // transformers 5 calls it `dtype`; 4 knows `torch_dtype` only and 5 still reads that.
  const key = config && 'dtype' in config ? 'dtype' : 'torch_dtype'
  const text = `${JSON.stringify({ ...config, [key]: TORCH_NAME[dtype] }, null, 2)}\n`
  await replaceFile(join(folder, 'config.json'), [new TextEncoder().encode(text)])
  for (const name of COMPANIONS) {
    const source = join(sourceFolder, name)
    const isFile = await stat(source).then(
      (found) => found.isFile(),
      () => false,
    )
    if (isFile) await copyFile(source, join(folder, name))
  }
  await writeSafetensors(join(folder, 'model.safetensors'), weights, { dtype })
}
