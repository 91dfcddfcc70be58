import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { sampleRecord } from './fixtures/sample-record.js'
import { nextWeights, stateOf } from './fixtures/toy-run.js'
import { isBeingWritten, listRuns, openRun, resumeRun, runFolder } from './index.js'

const TOY = fileURLToPath(new URL('./fixtures/toy-run.ts', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'spice-processes-'))
const children: ChildProcess[] = []
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

function toy(
  command: string[],
  fileBlocks?: number,
): ChildProcess & { output: () => string; done: Promise<void> } {
  const node = [process.execPath, '--import', 'tsx', TOY, ...command]
  const child =
    fileBlocks === undefined
      ? spawn(node[0] as string, node.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('bash', ['-c', `ulimit -f ${fileBlocks}; exec "$@"`, 'bash', ...node], {
          stdio: ['ignore', 'pipe', 'pipe'],
        })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const done = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return Object.assign(child, { output: () => output, done })
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3_000; tries++) {
    if (what()) return
    await sleep(10)
  }
  throw new Error('waited in vain')
}

function endWeights(iterations: number): number {
  let weights = 1
  for (let iteration = 0; iteration < iterations; iteration++) weights = nextWeights(weights, iteration)
  return weights
}

describe('two processes', () => {
  it('only one writes a run; the other is told which run; a kill frees it at once', async () => {
    const folder = runFolder(join(root, 'held'))
    const holder = toy([folder.path, 'hold', '2'])
    await until(() => holder.output().includes('end'))
    expect(isBeingWritten(folder)).toBe(true)
    expect(listRuns(root).find((run) => run.name === 'held')?.state).toBe('running')
    const second = toy([folder.path, 'resume', '2'])
    await second.done
    expect(second.output()).toContain('refused locked Run held is being written by another process')
    expect(second.exitCode).toBe(1)
    await expect(resumeRun(folder)).rejects.toMatchObject({ code: 'locked' })
    const reader = openRun(folder.path)
    expect(reader.iterationsDone()).toBe(2)
    reader.close()
    holder.kill('SIGKILL')
    await holder.done
    expect(isBeingWritten(folder)).toBe(false)
    const resumed = await resumeRun(folder)
    expect(resumed.iteration).toBe(2)
    resumed.run.close()
  })
})

describe('kill -9', () => {
  it('in the middle of recording, again and again: every resume goes on, and the end is the same', async () => {
    const iterations = 100
    const folder = runFolder(join(root, 'killed'))
    let child = toy([folder.path, 'create', String(iterations)])
    let kills = 0
    for (let wait = 5; kills < 8; wait += 17) {
      await until(() => existsSync(folder.database) || child.exitCode !== null)
      await sleep(wait)
      if (child.exitCode !== null) break
      child.kill('SIGKILL')
      await child.done
      kills++
      child = toy([folder.path, 'resume', String(iterations)])
      await until(() => child.output().includes('from') || child.exitCode !== null)
    }
    await child.done
    if (!child.output().includes('end')) throw new Error(child.output())
    expect(kills).toBe(8)
    expect(child.output()).toContain(`end ${endWeights(iterations)}`)
    const resumed = await resumeRun(folder)
    expect(resumed.iteration).toBe(iterations)
    expect(stateOf(resumed)).toBe(endWeights(iterations))
    for (let iteration = 0; iteration < iterations; iteration++) {
      expect(resumed.run.iteration(iteration)?.documents.slice(0, 2)).toEqual(
        sampleRecord(iteration).documents.slice(0, 2),
      )
    }
    expect(resumed.run.iteration(iterations)).toBeUndefined()
    resumed.run.close()
  })
})

describe('a full disk', () => {
  it.each([
    ['in the store', '100', 300],
    ['in a checkpoint', '1', 200],
  ])('%s stops with a message and leaves a run that resumes to the same end', async (_, every, fileBlocks) => {
    const iterations = 60
    const folder = runFolder(join(root, `full-${every}`))
    // bash counts blocks of 1 KiB; the toy's checkpoints are of 400 KB, its store grows past 300 KB.
    const child = toy([folder.path, 'create', String(iterations), every], fileBlocks)
    await child.done
    expect(child.output()).toContain(`refused run The disk is full: run ${folder.path}`)
    expect(child.output()).toContain(`spice train --resume ${folder.path}`)
    expect(readFileSync(folder.log, 'utf8')).toContain('record failed')
    const before = openRun(folder.path)
    const done = before.iterationsDone()
    expect(done).toBeLessThan(iterations)
    if (every === '100') expect(done).toBeGreaterThan(0)
    before.close()
    const again = toy([folder.path, 'resume', String(iterations), every])
    await again.done
    expect(again.output()).toContain(`end ${endWeights(iterations)}`)
  })
})
