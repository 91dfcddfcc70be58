import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** SHA-256 over what makes a model folder that model: configuration, tokenizer and weight files, by name. */
export async function modelFingerprint(folder: string): Promise<string> {
  const names = readdirSync(folder).filter((name) => /^(config|tokenizer)\.json$|\.safetensors$/.test(name))
  const hash = createHash('sha256')
  for (const name of names.sort()) {
    hash.update(`${name}\n`)
    for await (const chunk of createReadStream(join(folder, name), { highWaterMark: 2 ** 20 })) {
      hash.update(chunk as Buffer)
    }
  }
  return hash.digest('hex')
}
