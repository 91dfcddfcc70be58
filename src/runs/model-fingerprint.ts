import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/index.js'
import type { FoundModel } from './find-model.js'

/**
 * SHA-256 over what makes a model that model. In a folder: configuration, tokenizer and weight files, by name. Weights that
 * are not read here are named instead of hashed: those on a server by what the server calls them, with how they are
 * trained; those of the hub by its commit.
 */
export async function modelFingerprint(
  { folder, model, serverName }: FoundModel,
  { engine }: Pick<Config, 'engine'>,
): Promise<string> {
  const hash = createHash('sha256')
  const remote = engine.type === 'tinker'
  const named = remote || model.startsWith('hf:')
  const wanted = named ? /^(config|tokenizer)\.json$/ : /^(config|tokenizer)\.json$|\.safetensors$/
  for (const name of readdirSync(folder)
    .filter((name) => wanted.test(name))
    .sort()) {
    hash.update(`${name}\n`)
    for await (const chunk of createReadStream(join(folder, name), { highWaterMark: 2 ** 20 })) {
      hash.update(chunk as Buffer)
    }
  }
  const { target, rank, serverModel } = engine
  if (remote) hash.update(JSON.stringify({ target, rank, serverModel: serverModel ?? serverName }))
  else if (named) hash.update(model)
  return hash.digest('hex')
}
