import { readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../../src/engines/engine.js'

/** Progress as a checkpoint keeps it. */
export interface Progress {
  readonly step: number
  readonly tokens: number
}

/**
 * Written aside, then renamed, so that a kill leaves the one before; the last two stay. `latest` in the same folder
 * links to the newest model.
 */
export async function writeCheckpoint(engine: Engine, folder: string, progress: Progress): Promise<void> {
  const name = `checkpoint-${String(progress.step).padStart(6, '0')}`
  const aside = join(folder, 'aside')
  await rm(aside, { recursive: true, force: true })
  await engine.save(join(aside, 'engine'))
  await engine.exportWeights(join(aside, 'model'))
  await writeFile(join(aside, 'progress.json'), JSON.stringify(progress))
  await rm(join(folder, name), { recursive: true, force: true })
  await rename(aside, join(folder, name))
  await rm(join(folder, 'latest.part'), { force: true })
  await symlink(join(name, 'model'), join(folder, 'latest.part'))
  await rename(join(folder, 'latest.part'), join(folder, 'latest'))
  for (const each of (await checkpointsIn(folder)).slice(0, -2)) {
    await rm(join(folder, each), { recursive: true, force: true })
  }
}

/** Loads the newest checkpoint of the folder; the start if there is none. */
export async function loadNewestCheckpoint(engine: Engine, folder: string): Promise<Progress> {
  const newest = (await checkpointsIn(folder)).at(-1)
  if (newest === undefined) return { step: 0, tokens: 0 }
  await engine.load(join(folder, newest, 'engine'))
  return JSON.parse(await readFile(join(folder, newest, 'progress.json'), 'utf8')) as Progress
}

async function checkpointsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^checkpoint-\d+$/.test(name)).sort()
}
