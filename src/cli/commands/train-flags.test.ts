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

it('a model of the hub keeps its name, marked, unless a folder is called so', () => {
  const modelOf = (model: string) => configOf({ root: 'runs', model }).model
  expect(modelOf('Qwen/Qwen3-4B-Base')).toBe('hf:Qwen/Qwen3-4B-Base')
  expect(modelOf('hf:gpt2@v1')).toBe('hf:gpt2@v1')
  expect(modelOf('./Qwen/Qwen3-4B-Base')).toBe(join(process.cwd(), 'Qwen/Qwen3-4B-Base'))
  mkdirSync('Qwen/Qwen3-4B-Base', { recursive: true })
  expect(modelOf('Qwen/Qwen3-4B-Base')).toBe(join(process.cwd(), 'Qwen/Qwen3-4B-Base'))
})

it('who names a server means the engine that asks it', () => {
  const engineOf = (flags: object) => configOf({ root: 'runs', ...flags }).engine
  expect(engineOf({}).type).toBe('local')
  const flags = { target: 'skyrl-train', baseUrl: 'http://localhost:8000', rank: 0, apiKey: 'tml-never-kept' }
  expect(engineOf(flags)).toMatchObject({ type: 'tinker', target: 'skyrl-train', rank: 0 })
  expect(engineOf(flags).baseUrl).toBe('http://localhost:8000')
  expect(JSON.stringify(engineOf(flags))).not.toContain('tml-never-kept')
  expect(engineOf({ engine: 'tinker' })).toMatchObject({ type: 'tinker', target: 'hosted', baseUrl: null })
  expect(() => engineOf({ engine: 'cuda' })).toThrow(/engine\.type/)
  expect(() => engineOf({ target: 'skyrl' })).toThrow(/engine\.target/)
})
