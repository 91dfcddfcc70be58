import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { configOf } from './train-flags.js'

const before = process.cwd()
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spice-flags-'))
  process.chdir(folder)
})
afterEach(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true, force: true })
})

const templatesOf = (templates: string) =>
  configOf({ root: 'runs', set: [`templates=${templates}`] }).templates

it('a folder called as a built-in template set does not stand in for it', () => {
  mkdirSync('paper')
  mkdirSync('compact')
  expect([templatesOf('paper'), templatesOf('compact')]).toEqual(['paper', 'compact'])
})

it('a template file is found from anywhere, whether or not it exists yet', () => {
  expect(templatesOf('own.yaml')).toBe(join(process.cwd(), 'own.yaml'))
})
