import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomStream } from '../random/index.js'
import { buildCorpus } from './build.js'
import { eventfulBuild, eventfulRows } from './fixtures/eventful-build.js'
import { folderHashes } from './fixtures/folder-hashes.js'

const BUILD = fileURLToPath(new URL('./fixtures/build-process.ts', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'spice-kill-'))
const paths = ['a.jsonl', 'b.jsonl', 'c.jsonl'].map((name) => join(root, name))
const undisturbed = join(root, 'undisturbed')
const children: ChildProcess[] = []

beforeAll(async () => {
  for (const [i, path] of paths.entries()) writeFileSync(path, eventfulRows(4000 + 1000 * i))
  await buildCorpus(eventfulBuild(undisturbed, paths))
}, 60_000)
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

function start(folder: string, fileBlocks?: number): { child: ChildProcess; done: Promise<string> } {
  const node = [process.execPath, '--import', 'tsx', BUILD, folder, ...paths]
  const limited = ['bash', '-c', `ulimit -f ${fileBlocks}; exec "$@"`, 'bash', ...node]
  const [command = '', ...rest] = fileBlocks === undefined ? node : limited
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe'] })
  children.push(child)
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  return { child, done: new Promise((resolve) => child.once('close', () => resolve(said))) }
}

describe('a build that is killed', () => {
  it('goes on where it was, ten times over, and ends with the same bytes', async () => {
    const folder = join(root, 'killed')
    const journal = join(folder, '.building/journal.json')
    const when = randomStream({ seed: 0, iteration: 0, purpose: 'test', index: 0 })
    const seen = new Set<string>()
    let kills = 0
    while (kills < 10 && !existsSync(join(folder, 'corpus.json'))) {
      const before = statSync(journal, { throwIfNoEntry: false })?.mtimeMs
      const { child, done } = start(folder)
      // Into the middle of the work: soon after a first commit of its own.
      const running = (): boolean => child.exitCode === null && child.signalCode === null
      while (running() && statSync(journal, { throwIfNoEntry: false })?.mtimeMs === before) await sleep(1)
      await sleep(when.integer(60))
      if (child.kill('SIGKILL')) kills++
      expect(await done).toBe('')
      if (existsSync(journal)) seen.add(readFileSync(journal, 'utf8'))
    }
    // The kills met the build at different places; a fast machine may be done after few of them.
    expect(seen.size).toBeGreaterThan(1)
    if (!existsSync(join(folder, 'corpus.json'))) expect(await start(folder).done).toBe('')
    rmSync(join(folder, '.building'), { recursive: true, force: true })
    expect(folderHashes(folder)).toEqual(folderHashes(undisturbed))
  }, 120_000)

  it('on a full disk says so, keeps its journal, and goes on when there is room', async () => {
    const folder = join(root, 'full')
    // In blocks of 1024 bytes: less than a shard.
    expect(await start(folder, 700).done).toContain('the disk is full')
    expect(existsSync(join(folder, '.building/journal.json'))).toBe(true)
    expect(existsSync(join(folder, 'corpus.json'))).toBe(false)
    expect(await start(folder).done).toBe('')
    expect(folderHashes(folder)).toEqual(folderHashes(undisturbed))
  }, 60_000)
})
