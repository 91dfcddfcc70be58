import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { capture } from '../cli/fixtures/capture.js'
import { writeTinyGame } from '../cli/fixtures/tiny-game.js'
import { presentStart } from '../cli/present/train-start.js'
import { loadConfig } from '../config/index.js'
import { openRun, runFolder, train } from './index.js'
import type { TrainEvent } from './train-event.js'

const place = mkdtempSync(join(tmpdir(), 'spice-overlap-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

it('says before the first iteration, and records, which questions stand in the corpus', async () => {
  const { model } = writeTinyGame(place)
  const corpus = join(place, 'leaky.jsonl')
  writeFileSync(corpus, readFileSync(join(place, 'documents.jsonl'), 'utf8') + '{"text":"1"}\n')
  const config = loadConfig({
    preset: 'quickstart',
    file: join(place, 'game.yaml'),
    set: [`model=${model}`, `corpus.paths=${JSON.stringify([corpus])}`, 'iterations=1'],
  })
  const folder = runFolder(join(place, 'run'))
  const events: TrainEvent[] = []
  await train({ config, folder, resume: false, command: 'test', onEvent: (event) => events.push(event) })
  const overlap = [
    { set: 'digits', questions: 2, overlapping: ['q1'], share: 0.5, documents: 13, skippedDocuments: 0 },
  ]
  const [started] = events
  if (started?.type !== 'started') throw new Error('the run did not begin with its start')
  expect(started.overlap).toEqual(overlap)
  const run = openRun(folder.path)
  expect(run.overlap()).toEqual(overlap)
  run.close()
  expect(readFileSync(folder.log, 'utf8')).toMatch(/"event":"overlap".*"set":"digits".*"overlapping":1/)

  const all = capture()
  presentStart(all.output, started)
  expect(all.written.stdout).toMatch(
    /^overlap {3}digits 1 of 2 questions stand word for word in the corpus$/m,
  )
  const part = capture()
  presentStart(part.output, {
    ...started,
    overlap: overlap.map((one) => ({ ...one, skippedDocuments: 4000 })),
  })
  expect(part.written.stdout).toContain('in the first 13 documents (4,000 were not looked through)')
})
