import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../config/index.js'
import type { IterationRecord } from '../play/index.js'
import { sampleEvaluation } from './fixtures/sample-evaluation.js'
import { sampleRecord } from './fixtures/sample-record.js'
import { nextWeights, play, saveWeights, stateOf, toyConfig } from './fixtures/toy-run.js'
import { createRun, listRuns, openRun, type Run, resumeRun, runFolder } from './index.js'

const root = mkdtempSync(join(tmpdir(), 'spice-runs-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let count = 0
function folder() {
  return runFolder(join(root, `run-${count++}`))
}

function newRun(iterations = 5, every = 2): Run {
  return createRun(folder(), {
    config: toyConfig(iterations, every),
    command: 'spice train',
  })
}

function thrown(error: unknown) {
  return error as { code: string; message: string; hint: string }
}

async function failure(act: () => unknown) {
  try {
    await act()
  } catch (error) {
    return thrown(error)
  }
  throw new Error('nothing was refused')
}

describe('a run folder', () => {
  it('holds the configuration as resolved, the command, and the store', () => {
    const run = newRun()
    run.close()
    const { path, config, command, database } = run.folder
    expect(loadConfig({ file: config })).toEqual(toyConfig(5, 2))
    expect(parse(readFileSync(config, 'utf8')).iterations).toBe(5)
    expect(readFileSync(command, 'utf8')).toBe('spice train\n')
    expect(existsSync(database)).toBe(true)
    expect(listRuns(root).find((listed) => listed.path === path)).toMatchObject({
      state: 'stopped',
      iterationsDone: 0,
    })
  })

  it('counts how often documents were drawn', async () => {
    const run = newRun(3, 1)
    expect(run.documentUse()).toEqual({ draws: 0, documents: 0, most: 0 })
    await play(run, 0, 1, 3)
    const drawn = [0, 1, 2].flatMap((iteration) => run.iteration(iteration)?.documents ?? [])
    const uses = new Map<string, number>()
    for (const { document } of drawn) uses.set(document.id, (uses.get(document.id) ?? 0) + 1)
    expect(drawn.length).toBeGreaterThan(uses.size)
    expect(run.documentUse()).toEqual({
      draws: drawn.length,
      documents: uses.size,
      most: Math.max(...uses.values()),
    })
    run.close()
  })

  it('is not made twice, nor with a name that is a path', async () => {
    const run = newRun()
    run.close()
    const again = await failure(() => createRun(run.folder, { config: toyConfig(1, 1), command: '' }))
    expect(again.code).toBe('config')
    expect(again.hint).toContain('--resume')
    expect(
      (
        await failure(() =>
          createRun(runFolder(join(root, '..bad')), { config: toyConfig(1, 1), command: '' }),
        )
      ).code,
    ).toBe('config')
  })

  it('lists a broken store as broken, without hiding the others', () => {
    const broken = folder()
    const run = createRun(broken, { config: toyConfig(1, 1), command: '' })
    run.close()
    for (const name of readdirSync(broken.path))
      if (name.startsWith('run.db')) rmSync(join(broken.path, name))
    writeFileSync(broken.database, 'this is no database, however long the text in it may be: not at all')
    const listed = listRuns(root).find((entry) => entry.name === broken.name)
    expect(listed?.state).toBe('broken')
    expect(listed?.problem).toContain('run.db')
  })
})

describe('record', () => {
  it('gives back what it was given', async () => {
    const run = newRun()
    await run.record(sampleRecord(0))
    await run.record(sampleRecord(1))
    const reader = openRun(run.folder.path)
    expect(reader.iteration(1)).toEqual({
      ...sampleRecord(1),
      documents: sampleRecord(1).documents.map((used, position) =>
        // A text that was seen before keeps the source where it was first seen.
        position === 2 ? { ...used, document: sampleRecord(0).documents[2]?.document } : used,
      ),
    })
    expect(reader.iteration(2)).toBeUndefined()
    const whole = reader.iteration(1) as IterationRecord
    expect(reader.iteration(1, { texts: false })).toEqual({
      ...whole,
      documents: whole.documents.map(({ document, challenges, ...used }) => ({
        ...used,
        document: { ...document, text: '' },
        challenges: challenges.map(({ answers, ...challenge }) => ({
          ...challenge,
          text: '',
          answers: answers.map(({ verdict, ...answer }) => ({
            ...answer,
            text: '',
            verdict: { ...verdict, extracted: null },
          })),
        })),
      })),
    })
    expect(reader.metricSeries('reasoner/pass_rate')).toEqual([
      { iteration: 0, value: 0 },
      { iteration: 1, value: 1 / 7 },
    ])
    expect(reader.metrics(1)).toEqual(sampleRecord(1).metrics)
    expect(reader.phases(0)).toEqual(sampleRecord(0).seconds)
    expect(reader.metricNames()).toEqual(['challenger/valid_rate', 'optim/grad_norm', 'reasoner/pass_rate'])
    expect(reader.tasks(0, 2)).toHaveLength(4)
    expect(reader.tasks(1, 2)[0]).toMatchObject({
      iteration: 1,
      passRate: 0.5,
      valid: true,
      task: { gold: 'A' },
    })
    reader.close()
    run.close()
  })

  it('keeps any text that a model can write', async () => {
    const run = newRun(1_000, 1_000)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(), async (text, tokens) => {
        const record = sampleRecord(run.iterationsDone())
        const [first] = record.documents
        const challenges = first?.challenges.map((challenge) => ({ ...challenge, text, tokens })) ?? []
        const documents = [{ ...first, selectorText: text, challenges }] as typeof record.documents
        await run.record({ ...record, documents })
        expect(run.iteration(record.iteration)?.documents).toEqual(documents)
      }),
      { numRuns: 60 },
    )
    run.close()
  })

  it('is all or nothing: an iteration that cannot be written leaves no row', async () => {
    const run = newRun()
    await run.record(sampleRecord(0))
    const record = sampleRecord(1)
    // NOT NULL refuses the last row of the many.
    const broken = { ...record, documents: [...record.documents, { ...record.documents[0], attempts: null }] }
    await expect(run.record(broken as unknown as typeof record)).rejects.toThrow(/NOT NULL/)
    expect(run.iterationsDone()).toBe(1)
    expect(run.iteration(1)).toBeUndefined()
    expect(run.tasks(0, 9)).toHaveLength(2)
    await run.record(record)
    expect(run.iterationsDone()).toBe(2)
    run.close()
  })

  it('takes iterations in order only', async () => {
    const run = newRun()
    expect((await failure(() => run.record(sampleRecord(1)))).message).toContain('expects iteration 0, not 1')
    run.close()
  })

  it('a reader sees whole iterations while the writer writes, and changes nothing', async () => {
    const run = newRun(30, 100)
    const reader = openRun(run.folder.path)
    for (let iteration = 0; iteration < 30; iteration++) {
      await run.record(sampleRecord(iteration))
      expect(reader.tasks(0, 99)).toHaveLength(2 * (iteration + 1))
      openRun(run.folder.path).close()
    }
    reader.close()
    run.close()
    const after = openRun(run.folder.path)
    expect(after.iterationsDone()).toBe(30)
    after.close()
  })
})

describe('checkpoints', () => {
  it('come when due and at the end; the last `keep` and the marked ones stay', async () => {
    const run = createRun(folder(), {
      config: loadConfig({ set: ['iterations=9', 'checkpoint.everyIterations=2', 'checkpoint.keep=2'] }),
      command: '',
    })
    await play(run, 0, 1, 3)
    run.markCheckpoint(2)
    await play(run, 3, 1, 9)
    expect(run.checkpoints().map((row) => [row.iteration, row.marked])).toEqual([
      [2, true],
      [8, false],
      [9, false],
    ])
    expect(readdirSync(run.folder.checkpoints).sort()).toEqual(['000002', '000008', '000009'])
    run.close()
  })

  it('can be taken out of turn', async () => {
    const run = newRun(9, 100)
    const weights = await play(run, 0, 1, 3)
    await run.checkpoint((directory) => saveWeights(directory, weights))
    run.close()
    const resumed = await resumeRun(run.folder)
    expect([resumed.iteration, resumed.dropped, stateOf(resumed)]).toEqual([3, 0, weights])
    resumed.run.close()
  })
})

describe('resumeRun', () => {
  it('drops what was recorded after the checkpoint, and the same comes again', async () => {
    const run = newRun(7, 2)
    const first = await play(run, 0, 1, 5)
    await run.recordEvaluation([sampleEvaluation('math', 2)])
    run.close()
    const resumed = await resumeRun(run.folder)
    expect([resumed.iteration, resumed.dropped]).toEqual([4, 1])
    expect(resumed.run.iterationsDone()).toBe(4)
    expect(resumed.run.iteration(4)).toBeUndefined()
    expect(resumed.run.evaluations()).toEqual([])
    expect(nextWeights(stateOf(resumed), 4)).toBe(first)
    await play(resumed.run, 4, stateOf(resumed), 7)
    expect(resumed.run.iteration(4)?.documents[0]).toEqual(sampleRecord(4).documents[0])
    resumed.run.close()
  })

  it('starts from the model where there is no checkpoint yet', async () => {
    const run = newRun(7, 5)
    await run.recordEvaluation([sampleEvaluation('math', 3), sampleEvaluation('general', 1)])
    await run.recordEvaluation([sampleEvaluation('math', 1)])
    await play(run, 0, 1, 3)
    run.close()
    const resumed = await resumeRun(run.folder)
    expect([resumed.iteration, resumed.dropped, resumed.checkpoint]).toEqual([0, 3, null])
    expect(resumed.run.evaluatedSets(0)).toEqual(['general', 'math'])
    expect(resumed.run.evaluatedSets(1)).toEqual([])
    expect(resumed.run.evaluations()).toEqual([
      { iteration: 0, result: sampleEvaluation('general', 1) },
      { iteration: 0, result: sampleEvaluation('math', 1) },
    ])
    resumed.run.close()
  })

  it.each([
    ['a flipped bit', (path: string) => flip(join(path, 'weights.bin')), /weights\.bin has another SHA-256/],
    ['a cut file', (path: string) => writeFileSync(join(path, 'weights.bin'), 'x'), /1 bytes instead of/],
    ['a missing file', (path: string) => rmSync(join(path, 'weights.bin')), /weights\.bin is missing/],
    [
      'a missing manifest',
      (path: string) => rmSync(join(path, 'checkpoint.json')),
      /checkpoint\.json is missing/,
    ],
    [
      'a foreign manifest',
      (path: string) => writeFileSync(join(path, 'checkpoint.json'), '{"version":2}'),
      /version 1/,
    ],
  ])('falls back to the older checkpoint after %s, with a warning', async (_, damage, message) => {
    const run = newRun(6, 2)
    await play(run, 0, 1, 5)
    run.close()
    damage(join(run.folder.checkpoints, '000004'))
    const resumed = await resumeRun(run.folder)
    expect([resumed.iteration, resumed.dropped]).toEqual([2, 3])
    expect(resumed.warnings).toHaveLength(1)
    expect(resumed.warnings[0]).toMatch(message)
    expect(readFileSync(run.folder.log, 'utf8')).toContain('broken checkpoint')
    expect(readdirSync(run.folder.checkpoints)).toEqual(['000002'])
    resumed.run.close()
  })

  it('passes over a checkpoint whose iteration was never recorded', async () => {
    const run = newRun(6, 2)
    await play(run, 0, 1, 3)
    // As if the process had died between the rename and the commit.
    await expect(
      run.record({ ...sampleRecord(3), metrics: { broken: Number.NaN } }, (directory) =>
        saveWeights(directory, 1),
      ),
    ).rejects.toThrow()
    run.close()
    expect(readdirSync(run.folder.checkpoints)).toContain('000004')
    const resumed = await resumeRun(run.folder)
    expect(resumed.iteration).toBe(2)
    expect(readdirSync(run.folder.checkpoints)).toEqual(['000002'])
    resumed.run.close()
  })

  it('sweeps what a killed process left beside the checkpoints', async () => {
    const run = newRun(6, 2)
    await play(run, 0, 1, 3)
    run.close()
    writeFileSync(join(run.folder.checkpoints, '.new-4'), 'half')
    const resumed = await resumeRun(run.folder)
    expect(readdirSync(run.folder.checkpoints)).toEqual(['000002'])
    resumed.run.close()
  })

  it('refuses another game and names every setting of it, but takes more iterations', async () => {
    const run = newRun(4, 2)
    await play(run, 0, 1, 4)
    run.close()
    const other = loadConfig({
      file: run.folder.config,
      set: ['seed=9', 'optimizer.learningRate=0.5', 'iterations=6'],
    })
    const refused = await failure(() => resumeRun(run.folder, { config: other }))
    expect(refused.code).toBe('config')
    expect(refused.message).toContain('seed (0 -> 9), optimizer.learningRate (0.0001 -> 0.5)')
    expect(refused.message).not.toContain('iterations')
    const longer = loadConfig({ file: run.folder.config, set: ['iterations=6', 'evaluation.samples=2'] })
    const resumed = await resumeRun(run.folder, { config: longer })
    await play(resumed.run, resumed.iteration, stateOf(resumed), 6)
    resumed.run.close()
    expect(listRuns(root).find((listed) => listed.name === run.folder.name)).toMatchObject({
      state: 'finished',
      iterationsDone: 6,
      iterations: 6,
    })
    expect(loadConfig({ file: run.folder.config })).toEqual(longer)
  })

  it('refuses a corpus that has changed', async () => {
    const run = newRun()
    run.pin('corpus', 'c1')
    run.close()
    const { run: again } = await resumeRun(run.folder)
    again.pin('corpus', 'c1')
    expect((await failure(() => again.pin('corpus', 'c2'))).message).toContain('The corpus of run')
    expect(again.pinned('corpus')).toBe('c1')
    again.close()
  })
})

function flip(path: string): void {
  const bytes = readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(77) ^ 1, 77)
  writeFileSync(path, bytes)
}
