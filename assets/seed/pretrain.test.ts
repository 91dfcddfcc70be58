import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { pretrain } from './pretrain.js'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

async function build(untils: readonly number[]): Promise<{ model: Buffer; log: string }> {
  const out = await mkdtemp(join(tmpdir(), 'seed-build-'))
  folders.push(out)
  for (const until of untils) {
    await pretrain({
      out,
      seed: 4,
      plan: [
        { until: 4, scheduleSteps: 6, batchTokens: 256 },
        { until: 6, scheduleSteps: 8, batchTokens: 200 },
      ],
      until,
      threads: 1,
      checkpointEvery: 2,
      logEvery: 2,
      evaluateEvery: 6,
      heldOutQuestions: 2,
      print: () => undefined,
    })
  }
  return {
    model: await readFile(join(out, 'latest', 'model.safetensors')),
    log: await readFile(join(out, 'build.log'), 'utf8'),
  }
}

it('ends with the same bits whether or not it was stopped, and logs what it did', async () => {
  const whole = await build([6])
  const resumed = await build([3, 6])
  expect(resumed.model.equals(whole.model)).toBe(true)
  expect((await build([5])).model.equals(whole.model)).toBe(false)
  expect(whole.log).toMatch(/^seed 4, 722304 parameters, steps 0 to 6/)
  expect(resumed.log).toContain('steps 3 to 6')
  expect(whole.log).toMatch(/step 6 held-out math accuracy \d\.\d{3}/)
})
