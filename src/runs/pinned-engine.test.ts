import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.js'
import { createRun, openRun, resumeRun, runFolder, type TrainEvent, train } from './index.js'
import { keepEngine } from './pinned-engine.js'

const root = mkdtempSync(join(tmpdir(), 'spice-engine-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const CORES = availableParallelism()
const configOf = (...set: string[]) => loadConfig({ set })

describe('a run keeps what its bits depend on', () => {
  it('from its first moment, as a number', () => {
    const run = createRun(runFolder(join(root, 'new')), { config: configOf('engine.threads=0'), command: '' })
    expect(run.config().engine.threads).toBe(CORES)
    run.close()
  })

  it('when it is resumed with other settings, and says so', async () => {
    const folder = runFolder(join(root, 'resumed'))
    const threads = CORES + 3
    const before = configOf(`engine.threads=${threads}`, 'engine.memoryMiB=100')
    createRun(folder, { config: before, command: '' }).close()
    const asked = configOf('engine.threads=0', 'engine.memoryMiB=200', 'iterations=7')
    const resumed = await resumeRun(folder, { config: asked })
    expect(resumed.run.config()).toEqual({ ...before, iterations: 7 })
    resumed.run.close()
    expect(loadConfig({ file: folder.config })).toEqual({ ...before, iterations: 7 })
    expect(resumed.warnings).toEqual([
      `engine.threads stays ${threads}, not ${CORES}: the run's bits depend on it`,
      "engine.memoryMiB stays 100, not 200: the run's bits depend on it",
      `The run keeps its ${threads} threads, on which its bits depend; this machine has ${CORES} cores`,
    ])
  })

  it('without a word where nothing else was asked for', () => {
    const before = configOf('engine.threads=4')
    expect(keepEngine(before, before, 8)).toEqual({ config: before, warnings: [] })
    expect(keepEngine(before, configOf('engine.threads=0'), 4)).toEqual({ config: before, warnings: [] })
  })

  it('in training, as it plays on', async () => {
    const folder = runFolder(join(root, 'trained'))
    const validity = '{answerInDocument: false, questionGrounded: false, openBookAudit: false}'
    const settings = ['grounding=none', `validity=${validity}`, 'evaluation.sets=[]', 'iterations=1']
    const startOf = async (resume: boolean, ...set: string[]) => {
      const stop = new AbortController()
      let started: Extract<TrainEvent, { type: 'started' }> | undefined
      await train({
        config: loadConfig({ preset: 'quickstart', set: [...settings, ...set] }),
        folder,
        resume,
        command: '',
        signal: stop.signal,
        onEvent: (event) => {
          if (event.type !== 'started') return
          started = event
          stop.abort()
        },
      })
      return started
    }
    expect((await startOf(false, 'engine.threads=0'))?.config.engine.threads).toBe(CORES)
    const again = await startOf(true, `engine.threads=${CORES + 1}`)
    expect(again?.config.engine.threads).toBe(CORES)
    expect(again?.resumed?.warnings).toHaveLength(1)
    const run = openRun(folder.path)
    expect(run.config().engine.threads).toBe(CORES)
    run.close()
  })
})
