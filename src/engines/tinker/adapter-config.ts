import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { SpiceError } from '../../errors.js'

const MOST_HEADER_BYTES = 32 * 2 ** 20
const record = z.record(z.string(), z.unknown())

/**
 * Makes a downloaded PEFT adapter loadable elsewhere. Servers write where the base model lies on their disk; SkyRL also
 * leaves the adapted modules open, which PEFT fills in with fewer than there are: they are read off the weights' names.
 * @throws SpiceError('engine') for files that are none
 */
export async function completeAdapterConfig(directory: string, baseModel: string): Promise<void> {
  const file = join(directory, 'adapter_config.json')
  const config = jsonObject(file, await readFile(file, 'utf8'))
  const modules =
    config.target_modules ?? (await adaptedModules(join(directory, 'adapter_model.safetensors')))
  const complete = { ...config, base_model_name_or_path: baseModel, target_modules: modules }
  await writeFile(file, `${JSON.stringify(complete, null, 2)}\n`)
}

/** The last part of each adapted layer's name, such as q_proj. */
async function adaptedModules(file: string): Promise<string[]> {
  const names = Object.keys(jsonObject(file, await safetensorsHeader(file)))
  const modules = names.map((name) => /([^.]+)\.lora_[AB]\b/.exec(name)?.[1])
  return [...new Set(modules.filter((module) => module !== undefined))].sort()
}

async function safetensorsHeader(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const length = Buffer.alloc(8)
    await handle.read(length, 0, 8, 0)
    const bytes = Number(length.readBigUInt64LE())
    if (bytes > MOST_HEADER_BYTES)
      throw new SpiceError('engine', `${file}, as the server gave it, has a header of ${bytes} bytes`)
    const header = Buffer.alloc(bytes)
    await handle.read(header, 0, bytes, 8)
    return header.toString('utf8')
  } finally {
    await handle.close()
  }
}

function jsonObject(file: string, text: string): Record<string, unknown> {
  try {
    return record.parse(JSON.parse(text))
  } catch (cause) {
    throw new SpiceError('engine', `${file}, as the server gave it, holds no JSON object`, { cause })
  }
}
