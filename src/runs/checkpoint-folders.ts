import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { flush, renameDurably, writeDurably } from '../disk/index.js'
import { type CheckpointManifest, MANIFEST, makeManifest } from './checkpoint-manifest.js'

/** `checkpoints/000012` */
export function checkpointPath(checkpoints: string, iteration: number): string {
  return join(checkpoints, String(iteration).padStart(6, '0'))
}

/** The iterations of the checkpoint folders there are, ascending; whole or not. */
export function listCheckpoints(checkpoints: string): number[] {
  if (!existsSync(checkpoints)) return []
  return readdirSync(checkpoints)
    .filter((name) => /^\d{6,9}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/**
 * Has `save` fill a folder beside the checkpoints, hashes and flushes every file, and renames the folder into
 * place, so that a checkpoint of that name is whole or absent whenever the process dies.
 */
export async function writeCheckpoint(
  checkpoints: string,
  iteration: number,
  save: (directory: string) => Promise<void>,
): Promise<CheckpointManifest> {
  const aside = join(checkpoints, `.new-${iteration}`)
  mkdirSync(checkpoints, { recursive: true })
  rmSync(aside, { recursive: true, force: true })
  try {
    await save(aside)
    const manifest = await makeManifest(aside, iteration)
    flushTree(aside)
    writeDurably(join(aside, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`)
    removeCheckpoint(checkpoints, iteration)
    renameDurably(aside, checkpointPath(checkpoints, iteration))
    return manifest
  } catch (error) {
    rmSync(aside, { recursive: true, force: true })
    throw error
  }
}

/** Renames first: a folder half removed must not look like a checkpoint. */
export function removeCheckpoint(checkpoints: string, iteration: number): void {
  const path = checkpointPath(checkpoints, iteration)
  if (!existsSync(path)) return
  const aside = join(checkpoints, `.old-${iteration}`)
  rmSync(aside, { recursive: true, force: true })
  renameDurably(path, aside)
  rmSync(aside, { recursive: true, force: true })
}

/** Removes what a killed process left beside the checkpoints. */
export function sweepCheckpoints(checkpoints: string): void {
  if (!existsSync(checkpoints)) return
  for (const name of readdirSync(checkpoints)) {
    if (/^\.(new|old)-\d+$/.test(name)) rmSync(join(checkpoints, name), { recursive: true, force: true })
  }
}

function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) flushTree(path)
    else if (entry.isFile()) flush(path, 'file')
  }
  flush(folder, 'folder')
}
