import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TinkerError } from '../tinker-error.js'

/** An adapter as peft loads it, or a whole model as transformers does. Anything else is removed again. */
export async function checkModelFolder(
  directory: string,
  files: readonly string[],
  shown: string,
): Promise<void> {
  const weights = (pattern: RegExp) => files.some((file) => pattern.test(file))
  const isAdapter = files.includes('adapter_config.json') && weights(/^adapter_model\.(safetensors|bin)$/)
  const isModel = files.includes('config.json') && weights(/^[^/]+\.(safetensors|bin)$/)
  if (isAdapter || isModel) return
  for (const name of await readdir(directory))
    await rm(join(directory, name), { recursive: true, force: true })
  throw new TinkerError(
    'failed',
    `${shown} holds no model, but: ${files.slice(0, 5).join(', ') || 'nothing'}`,
    {
      hint: 'some servers keep no files of a snapshot without a name: save the model for sampling under a name first',
    },
  )
}
