import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { assetsCheck, checkSums } from './assets.js'

const folder = mkdtempSync(join(tmpdir(), 'spice-assets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('finds files that are missing or changed', async () => {
  await expect(checkSums(folder)).rejects.toThrow(/SHA256SUMS is missing/)
  writeFileSync(join(folder, 'a'), 'one')
  const sum = createHash('sha256').update('one').digest('hex')
  writeFileSync(join(folder, 'SHA256SUMS'), `${sum}  a\n`)
  await expect(checkSums(folder)).resolves.toBe('1 bundled files as shipped')
  writeFileSync(join(folder, 'a'), 'two')
  await expect(checkSums(folder)).rejects.toThrow(/a is not the file that was shipped/)
  rmSync(join(folder, 'a'))
  await expect(checkSums(folder)).rejects.toThrow(/a is missing/)
})

it('the sums of the bundled files are current: otherwise run `npm run assets:hash`', async () => {
  await expect(assetsCheck.run()).resolves.toMatch(/bundled files as shipped/)
})
