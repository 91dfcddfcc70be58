/**
 * Writes assets/contamination/public-sets.bin, the hashed index of public evaluation sets that ships with the package.
 * Files are taken in the order of their names, which name the sets.
 *
 *   npm run contamination:build -- --data <folder of .jsonl and .json files> [--out file]
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildContaminationIndex, type ItemSet, publicContaminationPath } from '../src/contamination/index.js'
import { loadEvalSet } from '../src/evals/index.js'

const { values } = parseArgs({
  options: { data: { type: 'string' }, out: { type: 'string', default: publicContaminationPath() } },
})
if (!values.data) throw new Error('--data names the folder with the evaluation sets')

const sets: ItemSet[] = []
for (const file of readdirSync(values.data).sort()) {
  if (!/\.jsonl?$/.test(file)) continue
  const { name, questions } = await loadEvalSet(join(values.data, file))
  sets.push({ name, items: questions.map(({ question }) => question) })
}
const bytes = buildContaminationIndex(sets)
mkdirSync(dirname(values.out), { recursive: true })
writeFileSync(values.out, bytes)
for (const { name, items } of sets) console.log(`${name}: ${items.length} items`)
console.log(`${bytes.length} bytes in ${values.out}`)
