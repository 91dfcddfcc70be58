import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SpiceError } from '../../errors.js'
import type { Check } from './check.js'

/** What ships with the package; `npm run assets:hash` writes the sums, `sha256sum -c` reads them too. */
const FOLDER = fileURLToPath(new URL('../../../assets', import.meta.url))
const SUMS = 'SHA256SUMS'
const HINT = 'Reinstall the package, or fetch the files of the repository again'

export const assetsCheck: Check = {
  name: 'assets',
  run: () => checkSums(FOLDER),
}

/** Compares every file that `folder`'s SHA256SUMS names; throws SpiceError('input') at the first that differs. */
export async function checkSums(folder: string): Promise<string> {
  const sums = await readFile(join(folder, SUMS), 'utf8').catch(() => {
    throw new SpiceError('input', `${join(folder, SUMS)} is missing`, { hint: HINT })
  })
  const lines = sums.split('\n').filter((line) => line !== '')
  for (const line of lines) {
    const [sum = '', path = ''] = line.split('  ')
    const content = await readFile(join(folder, path)).catch(() => {
      throw new SpiceError('input', `${path} is missing from ${folder}`, { hint: HINT })
    })
    if (createHash('sha256').update(content).digest('hex') !== sum) {
      throw new SpiceError('input', `${join(folder, path)} is not the file that was shipped`, { hint: HINT })
    }
  }
  return `${lines.length} bundled files as shipped`
}
