/**
 * Puts a finished build into the repository: `npx tsx assets/seed/publish.ts --out <folder of the build>`. Writes
 * assets/seed/model (half precision; the card beside it stays) and assets/seed/build.log.
 */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { exportModel, loadModel } from '../../src/engines/local/model/index.js'

const { values } = parseArgs({ options: { out: { type: 'string' } } })
if (values.out === undefined) {
  console.error('--out is missing: name the folder of the build')
  process.exit(2)
}
const sourceFolder = join(values.out, 'latest')
const { weights } = await loadModel(sourceFolder)
const model = fileURLToPath(new URL('model', import.meta.url))
await exportModel(model, { sourceFolder, weights, dtype: 'f16' })
await copyFile(join(values.out, 'build.log'), fileURLToPath(new URL('build.log', import.meta.url)))
console.log(`wrote ${model}`)
