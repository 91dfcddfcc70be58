import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { amounts, loadConfig } from '../config/index.js'
import { createRun, runFolder } from '../runs/index.js'
import { spice } from './fixtures/spice-process.js'
import { writeTinyGame } from './fixtures/tiny-game.js'

const place = mkdtempSync(join(tmpdir(), 'spice-cli-'))
let game: string[]
beforeAll(() => {
  game = writeTinyGame(join(place, 'game')).flags
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('spice', () => {
  it('explains itself, with examples and exit codes', async () => {
    const help = spice(['--help'])
    expect(await help.ended).toBe(0)
    for (const word of ['train', 'eval', 'show', 'runs', 'export', 'doctor', 'Examples:', 'Exit codes:']) {
      expect(help.stdout()).toContain(word)
    }
    expect(help.stderr()).toBe('')
  })

  it.each([
    [['train', '--bogus'], 2, /unknown option '--bogus'/],
    [['no-such-command'], 2, /unknown command/],
    [['train', '--iterations', '0'], 2, /whole number from 1/],
    [['train', '--set', 'optimizer.learnigRate=1', '--dry-run'], 2, /did you mean optimizer\.learningRate\?/],
    [['train', '--preset', 'none'], 2, /no preset is called "none"/],
    [['train', '--config', 'missing.yaml'], 3, /missing\.yaml: can't read/],
    [['train', '--model', 'no-model', '--root', 'runs-of-test'], 3, /no-model/],
    [
      ['train', '--resume', 'a', '--preset', 'paper'],
      2,
      /'--resume <run>' cannot be used with option '--preset/,
    ],
    [['train', '--resume', 'no-run'], 3, /There is no run no-run/],
    [['show', 'no-run'], 3, /There is no run no-run/],
    [['eval', 'no-run'], 3, /There is no run no-run/],
  ] as const)('%j ends with %i and says why on stderr', async (args, code, message) => {
    const process = spice(args, place)
    expect(await process.ended).toBe(code)
    expect(process.stderr()).toMatch(message)
    expect(process.stderr()).not.toContain('    at ')
    expect(process.stdout()).toBe('')
    expect(existsSync(join(place, 'runs-of-test'))).toBe(false)
  })

  it('prints the stack with --debug only', async () => {
    const process = spice(['--debug', 'show', 'no-run'], place)
    expect(await process.ended).toBe(3)
    expect(process.stderr()).toContain('    at ')
  })

  it('train --dry-run prints every setting and what an iteration amounts to, and makes nothing', async () => {
    const json = spice(['train', ...game, '--iterations', '7', '--dry-run', '--json'], place)
    expect(await json.ended).toBe(0)
    const [dry] = json.json() as unknown as [
      { config: { iterations: number; model: string }; amounts: object },
    ]
    expect(dry.config.iterations).toBe(7)
    expect(dry.config.model).toBe(join(place, 'game', 'model'))
    expect(dry.amounts).toMatchObject({ documents: 4, maxAnswers: 256, maxTrajectories: 64 })
    const people = spice(['train', '--dry-run'], place)
    expect(await people.ended).toBe(0)
    expect(parse(people.stdout())).toEqual(JSON.parse(JSON.stringify(loadConfig())))
    const { maxAnswers } = amounts(loadConfig())
    expect(people.stdout()).toContain(`${maxAnswers.toLocaleString('en')}  answers at most`)
    expect(existsSync(join(place, 'runs'))).toBe(false)
  })

  it('explains settings', async () => {
    const process = spice(['settings', 'checkpoint', '--json'])
    expect(await process.ended).toBe(0)
    expect(process.json().map(({ path }) => path)).toEqual(['checkpoint.everyIterations', 'checkpoint.keep'])
    const none = spice(['settings', 'nothing'])
    expect(await none.ended).toBe(2)
  })

  it('a run that another process writes ends with 4', async () => {
    const folder = runFolder(join(place, 'held'))
    const run = createRun(folder, { config: loadConfig({ set: ['iterations=1'] }), command: 'test' })
    const process = spice(['train', '--resume', folder.path])
    expect(await process.ended).toBe(4)
    expect(process.stderr()).toContain('Run held is being written by another process')
    run.close()
  })

  it('doctor gives every check a line, and fails for those that fail', async () => {
    const process = spice(['doctor', '--json'])
    const code = await process.ended
    const checks = process.json() as unknown as { check: string; ok: boolean; hint?: string }[]
    expect(checks.map(({ check }) => check)).toEqual([
      'node',
      'cores',
      'memory',
      'disk',
      'runtime',
      'store',
      'assets',
      'tokenizer',
    ])
    expect(checks.find(({ check }) => check === 'runtime')?.ok).toBe(true)
    expect(checks.find(({ check }) => check === 'store')?.ok).toBe(true)
    expect(code).toBe(checks.every(({ ok }) => ok) ? 0 : 1)
    for (const { ok, hint } of checks) expect(ok || hint !== undefined).toBe(true)
  })

  it('says what is wrong with a model folder that is none', async () => {
    const empty = join(place, 'empty-model')
    rmSync(empty, { recursive: true, force: true })
    writeFileSync(empty, 'not a folder')
    const process = spice(['train', '--model', empty], place)
    expect(await process.ended).toBe(3)
    expect(process.stderr()).toMatch(/^error: .*empty-model/)
  })
})
