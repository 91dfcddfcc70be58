import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spice } from './fixtures/spice-process.js'

const place = mkdtempSync(join(tmpdir(), 'spice-verify-'))
const many = join(place, 'many.jsonl')
const PAIRS = 4000

beforeAll(() => {
  const lines = Array.from({ length: PAIRS }, (_, i) =>
    JSON.stringify({
      id: i,
      gold: String(i),
      prediction: `the answer is ${i % 3 === 0 ? i : i + 1}`,
      note: 'x'.repeat(60),
    }),
  )
  writeFileSync(many, `${lines.join('\n')}\n`)
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('spice verify, one pair', () => {
  it('explains a verdict', async () => {
    const run = spice(
      ['verify', '--gold', '1/2', '--answer', 'so it is \\boxed{\\frac12}', '--explain'],
      place,
    )
    expect(await run.ended).toBe(0)
    for (const line of [
      /^outcome +match$/m,
      /^rule +\S+$/m,
      /^type +expression \(inferred from the gold\)$/m,
      /^answer +\\frac12 +\(mode auto: characters 16 to 23 of 24\)$/m,
      /^normalised +\S/m,
      /^gold read as +\S/m,
      /^answer read as +\S/m,
    ]) {
      expect(run.stdout()).toMatch(line)
    }
  })

  it('prints a line, or JSON, and fails on a mismatch only when asked to', async () => {
    const short = spice(['verify', '--gold', '5', '--answer', '-5', '--type', 'integer'], place)
    expect(await short.ended).toBe(0)
    expect(short.stdout()).toBe('mismatch  integer/different\n')
    const choice = [
      'verify',
      '--gold',
      'B',
      '--answer',
      'rome',
      '--type',
      'choice',
      '--options',
      'paris',
      'rome',
    ]
    const json = spice([...choice, '--json', '--expect-match'], place)
    expect(await json.ended).toBe(0)
    expect(json.json()).toMatchObject([
      { outcome: 'match', rule: 'choice/text', extracted: 'rome', type: 'choice' },
    ])
    const failed = spice(['verify', '--gold', '5', '--answer', '6', '--expect-match'], place)
    expect(await failed.ended).toBe(1)
  })

  it.each([
    [['--gold', '5'], /--gold is for one pair, which takes both/],
    [['--gold', '5', '--answer', '5', '--check'], /--gold is for one pair, --check for many lines/],
    [['--gold', '5', '--answer', '5', 'file'], /--gold is for one pair, file for many lines/],
    [['--stress', 'file'], /--stress brings its own pairs/],
    [['--gold', '5', '--answer', '5', '--type', 'int'], /Allowed choices are choice, integer/],
    [['--gold', '5', '--answer', '5', '--mode', 'best'], /Allowed choices are boxed/],
  ] as const)('%j is refused', async (args, message) => {
    const run = spice(['verify', ...args], place)
    expect(await run.ended).toBe(2)
    expect(run.stderr()).toMatch(message)
  })
})

describe('spice verify, many lines', () => {
  it('judges a file on all cores in order, and says what came of it', async () => {
    const run = spice(['verify', many, '--jobs', '2'], place)
    expect(await run.ended).toBe(0)
    const rows = run.json()
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: PAIRS }, (_, i) => i))
    expect(rows.every(({ id, outcome }) => (outcome === 'match') === ((id as number) % 3 === 0))).toBe(true)
    expect(run.stderr()).toMatch(/^4,000 pairs: 1,334 match, 2,666 mismatch/m)
    const alone = spice(['verify', many, '--jobs', '1'], place)
    expect(await alone.ended).toBe(0)
    expect(alone.stdout()).toBe(run.stdout())
  })

  it('reads standard input, goes on after broken lines, and ends with 3', async () => {
    const run = spice(
      ['verify'],
      place,
      '{"gold":"5","prediction":"5"}\n\nnope\r\n{"gold":"5","prediction":"6","k":1}',
    )
    expect(await run.ended).toBe(3)
    const rows = run.json()
    expect(rows).toMatchObject([{ outcome: 'match' }, { line: 3 }, { outcome: 'mismatch', k: 1 }])
    expect(run.stderr()).toMatch(/^line 3: not JSON/m)
    expect(run.stderr()).toMatch(/2 pairs: 1 match, 1 mismatch; 1 broken lines/)
    const strict = spice(['verify', '--strict', '-'], place, 'nope\n{"gold":"5","prediction":"5"}\n')
    expect(await strict.ended).toBe(3)
    expect(strict.json()).toMatchObject([{ line: 1 }])
    expect(strict.stderr()).toMatch(/^error: Line 1: not JSON/)
  })

  it('answers a line before the next one comes', async () => {
    const run = spice(['verify', '--jobs', '2'], place, 'open')
    for (let i = 1; i <= 3; i++) {
      run.child.stdin?.write(`{"gold":"${i}","prediction":"${i}"}\n`)
      await run.until(() => run.stdout().split('\n').length > i)
    }
    run.child.stdin?.end()
    expect(await run.ended).toBe(0)
  })

  it('--expect-match and --check end with 1 and say where', async () => {
    const lines =
      '{"id":"a","gold":"5","prediction":"5","expected":true,"group":"g"}\n{"id":"b","gold":"5","prediction":"6","expected":true,"group":"h"}\n'
    const expectation = spice(['verify', '--expect-match'], place, lines)
    expect(await expectation.ended).toBe(1)
    const check = spice(['verify', '--check', '--summary'], place, lines)
    expect(await check.ended).toBe(1)
    expect(check.stderr()).toMatch(/^line 2 \(b\): expected a match, got mismatch \S+; gold 5$/m)
    expect(check.stderr()).toMatch(/^1 of 2 as expected, 1 otherwise$/m)
    expect(check.stderr()).toMatch(/^g +1 +1 +0 +100\.0 %$/m)
    const right = spice(['verify', '--check', '--expect-match'], place, lines.split('\n')[0])
    expect(await right.ended).toBe(0)
  })

  it('says which file it cannot read', async () => {
    const run = spice(['verify', 'missing.jsonl'], place)
    expect(await run.ended).toBe(3)
    expect(run.stderr()).toMatch(/^error: missing\.jsonl: can't read/)
  })

  it('ends at Ctrl-C with whole lines and 130', async () => {
    const run = spice(['verify'], place, 'open')
    run.child.stdin?.write('{"gold":"5","prediction":"5"}\n{"gold":"6"')
    await run.until(() => run.stdout().includes('\n'))
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.json()).toHaveLength(1)
    expect(run.stderr()).toContain('1 pairs: 1 match')
  })

  it('is quiet when its reader has seen enough', () => {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url))
    const script = '"$0" --import "$1" "$2" verify "$3" | head -n 1; echo "${PIPESTATUS[0]}"'
    const args = ['-c', script, process.execPath, import.meta.resolve('tsx'), main, many]
    const { stdout, stderr } = spawnSync('bash', args, { cwd: place, encoding: 'utf8' })
    expect(stdout).toMatch(/^\{"id":0,.*\}\n0\n$/)
    expect(stderr).toBe('')
  })
})
