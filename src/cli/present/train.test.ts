import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { sampleRecord } from '../../runs/fixtures/sample-record.js'
import { toyConfig } from '../../runs/fixtures/toy-run.js'
import { createRun, runFolder } from '../../runs/index.js'
import { capture } from '../fixtures/capture.js'
import { TrainPresenter } from './train.js'

const root = mkdtempSync(join(tmpdir(), 'spice-present-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it.each([
  [0, /^3 iterations in [\d.]+s: /m],
  [2, /^1 iteration in [\d.]+s \(3 in all\): /m],
])('resumed at %i of 3, it counts the iterations that it timed', async (resumedAt, line) => {
  const folder = runFolder(join(root, `from-${resumedAt}`))
  const run = createRun(folder, { config: toyConfig(3, 100), command: 'test' })
  const { output, written } = capture()
  const presenter = new TrainPresenter(output, folder)
  for (let iteration = 0; iteration < 3; iteration++) {
    await run.record(sampleRecord(iteration))
    if (iteration >= resumedAt) presenter.hear({ type: 'iteration', record: sampleRecord(iteration) })
  }
  presenter.hear({ type: 'stopped', iteration: 3, interrupted: false })
  run.close()
  expect(written.stdout).toMatch(line)
})
