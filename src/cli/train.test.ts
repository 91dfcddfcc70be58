import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRun } from '../runs/index.js'
import { spice } from './fixtures/spice-process.js'
import { writeTinyGame } from './fixtures/tiny-game.js'

const ITERATIONS = 40
const place = mkdtempSync(join(tmpdir(), 'spice-train-'))
let flags: string[]

/** A whole run under this name; returns what it printed. */
async function undisturbed(name: string) {
  const process = spice(['train', ...flags, '--name', name, '--json'], place)
  if ((await process.ended) !== 0) throw new Error(process.stderr())
  return process
}

/** SHA-256 over weights and optimizer state at the end, and all that the store holds apart from clock times. */
function remains(name: string) {
  const run = openRun(join(place, 'runs', name))
  try {
    const untimed = (metrics: object) =>
      Object.fromEntries(Object.entries(metrics).filter(([key]) => !/^time\/|per_second$/.test(key)))
    return {
      hash: run.checkpoints().at(-1)?.hash,
      iterations: Array.from({ length: run.iterationsDone() }, (_, i) => ({
        documents: run.iteration(i)?.documents,
        metrics: untimed(run.metrics(i)),
      })),
      evaluations: run.evaluations(),
    }
  } finally {
    run.close()
  }
}

beforeAll(async () => {
  flags = [...writeTinyGame(join(place, 'game')).flags, '--iterations', String(ITERATIONS)]
  await undisturbed('whole')
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('spice train', () => {
  it('trains, and the same seed gives the same bits', async () => {
    const again = await undisturbed('again')
    const whole = remains('whole')
    expect(whole.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(whole.iterations).toHaveLength(ITERATIONS)
    expect(
      whole.iterations.some(({ metrics }) => (metrics['optim/trained_trajectories'] as number) > 0),
    ).toBe(true)
    expect(remains('again')).toEqual(whole)
    const types = again.json().map(({ type }) => type)
    expect(types.filter((type) => type === 'iteration')).toHaveLength(ITERATIONS)
    expect([types[0], types[1], types.at(-1)]).toEqual(['started', 'evaluated', 'stopped'])
    expect(again.stderr()).toContain('held-out accuracy')
    const other = spice(['train', ...flags, '--name', 'other', '--seed', '1'], place)
    expect(await other.ended).toBe(0)
    expect(remains('other').hash).not.toBe(whole.hash)
    for (const words of [
      'asked in iteration 0',
      'spice show other',
      '--resume other',
      'spice export other',
    ]) {
      expect(other.stdout()).toContain(words)
    }
    expect(other.stdout()).not.toContain('\u001b')
  })

  it('killed after iteration 2 and resumed, ends with the same bits and the same store', async () => {
    const killed = spice(['train', ...flags, '--name', 'killed', '--json'], place)
    await killed.until(() => killed.stdout().includes('"type":"iteration","iteration":2,'))
    killed.child.kill('SIGKILL')
    expect(await killed.ended).toBe('SIGKILL')
    const resumed = spice(['train', '--resume', 'killed', '--json'], place)
    expect(await resumed.ended).toBe(0)
    const [started] = resumed.json() as unknown as [{ resumed: { iteration: number } }]
    expect(started.resumed.iteration).toBeGreaterThanOrEqual(3)
    expect(started.resumed.iteration).toBeLessThan(ITERATIONS)
    expect(remains('killed')).toEqual(remains('whole'))
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('at %s it saves, prints the line that resumes, and ends with %i', async (signal, code) => {
    const stopped = spice(
      ['train', ...flags, '--name', signal, '--set', 'checkpoint.everyIterations=100'],
      place,
    )
    await stopped.until(() => /\n +1 /.test(stopped.stdout()))
    stopped.child.kill(signal)
    expect(await stopped.ended).toBe(code)
    expect(stopped.stdout()).toContain(`spice train --resume ${signal}`)
    const resumed = spice(['train', '--resume', signal, '--json'], place)
    expect(await resumed.ended).toBe(0)
    expect(resumed.json()[0]).toMatchObject({ resumed: { dropped: 0 } })
    expect(remains(signal)).toEqual(remains('whole'))
  })

  it('a finished run goes on with more iterations; another game is refused', async () => {
    await undisturbed('longer')
    const refused = spice(['train', '--resume', 'longer', '--seed', '5'], place)
    expect(await refused.ended).toBe(2)
    expect(refused.stderr()).toContain('seed (0 -> 5)')
    const longer = spice(['train', '--resume', 'longer', '--iterations', '42', '--json'], place)
    expect(await longer.ended).toBe(0)
    expect(remains('longer').iterations).toHaveLength(42)
  })
})

describe('what reads a run', () => {
  it('show, runs, eval and export agree with the store', async () => {
    const course = spice(['show', 'whole'], place)
    expect(await course.ended).toBe(0)
    expect(course.stdout()).toContain(`${ITERATIONS} of ${ITERATIONS} iterations`)
    const record = spice(['show', 'whole', '0', '--json'], place)
    expect(await record.ended).toBe(0)
    expect(record.json()[0]?.documents).toEqual(remains('whole').iterations[0]?.documents)
    const people = spice(['show', 'whole', '0', '--document', '1', '--full'], place)
    expect(await people.ended).toBe(0)
    expect(people.stdout()).toMatch(/document 1 [\s\S]*attempts: \d+, valid \d+/)
    expect(people.stdout()).not.toContain('document 2 ')
    const beyond = spice(['show', 'whole', '99'], place)
    expect(await beyond.ended).toBe(3)
    const list = spice(['runs', '--json'], place)
    expect(await list.ended).toBe(0)
    expect(list.json().find(({ name }) => name === 'whole')).toMatchObject({
      state: 'finished',
      iterations: ITERATIONS,
    })
    const last = remains('whole').evaluations.at(-1)?.result
    const { samples, temperature } = last ?? {}
    const asItself = ['--samples', String(samples), '--temperature', String(temperature)]
    const scored = spice(['eval', 'whole', ...asItself, '--json'], place)
    expect(await scored.ended).toBe(0)
    expect(scored.json()[0]).toMatchObject({ ...last })
    const greedy = spice(['eval', 'whole', '--temperature', '0', '--json'], place)
    expect(await greedy.ended).toBe(0)
    expect(greedy.json()[0]).toMatchObject({ samples: 1, temperature: 0 })
    const sampled = spice(['eval', '--model', 'whole@0', '--samples', '4'], place)
    expect(await sampled.ended).toBe(0)
    expect(sampled.stdout()).toMatch(/avg@4 .*pass@2 .*pass@4/)
    const exported = spice(['export', 'whole', 'model'], place)
    expect(await exported.ended).toBe(0)
    expect(existsSync(join(place, 'model', 'model.safetensors'))).toBe(true)
    const weights = (folder: string) => readFileSync(join(folder, 'model.safetensors')).subarray(-400)
    const checkpoint = join(place, 'runs', 'whole', 'checkpoints', String(ITERATIONS).padStart(6, '0'))
    expect(weights(join(place, 'model'))).toEqual(weights(checkpoint))
  })

  it('refuses a corpus of too few documents before there is a run', async () => {
    const run = spice(['train', ...flags, '--name', 'poor', '--set', 'documentsPerIteration=13'], place)
    expect(await run.ended).toBe(2)
    expect(run.stderr()).toMatch(/13 documents per iteration from a corpus of 12/)
    expect(existsSync(join(place, 'runs', 'poor'))).toBe(false)
  })

  it('is quiet when its reader has seen enough', () => {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url))
    const tsx = import.meta.resolve('tsx')
    const script = '"$0" --import "$1" "$2" show whole 0 --full | head -n 1; echo "${PIPESTATUS[0]}"'
    const { stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath, tsx, main], {
      cwd: place,
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/^iteration 0\n0\n$/)
    expect(stderr).toBe('')
  })
})
