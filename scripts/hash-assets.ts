/** Writes assets/SHA256SUMS over the files that the program reads (model, corpus, evaluation sets, contamination index), for `spice doctor`. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const assets = fileURLToPath(new URL('../assets', import.meta.url))
const lines = ['contamination', 'corpus', 'evals', 'seed/model'].flatMap((folder) =>
  readdirSync(join(assets, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map((entry) => relative(assets, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
    .map(
      (path) =>
        `${createHash('sha256')
          .update(readFileSync(join(assets, path)))
          .digest('hex')}  ${path}`,
    ),
)
writeFileSync(join(assets, 'SHA256SUMS'), `${lines.join('\n')}\n`)
console.log(`${lines.length} files in assets/SHA256SUMS`)
