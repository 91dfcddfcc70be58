import { checkpointPath, listCheckpoints, removeCheckpoint, sweepCheckpoints } from './checkpoint-folders.js'
import { type CheckpointManifest, verifyManifest } from './checkpoint-manifest.js'
import type { Connection } from './database.js'
import type { RunReader } from './run-reader.js'
import { insertCheckpoint } from './write-iteration.js'

/** The newest checkpoint that can be trusted. */
export interface Found {
  /** Null: none, start from the model itself. */
  readonly manifest: CheckpointManifest | null
  /** Why newer ones were passed over. */
  readonly warnings: readonly string[]
}

/** Newest first: the first checkpoint whose iteration is recorded and whose every hash is right. */
export async function newestCheckpoint(run: RunReader): Promise<Found> {
  const { checkpoints } = run.folder
  const done = run.iterationsDone()
  const hashes = new Map(run.checkpoints().map((row) => [row.iteration, row.hash]))
  const warnings: string[] = []
  for (const iteration of listCheckpoints(checkpoints).reverse()) {
    if (iteration > done) continue
    try {
      const manifest = await verifyManifest(checkpointPath(checkpoints, iteration), iteration)
      const recorded = hashes.get(iteration)
      if (recorded === undefined || recorded === manifest.hash) return { manifest, warnings }
      warnings.push(`Checkpoint ${iteration} is not the one that was recorded (${manifest.hash})`)
    } catch (error) {
      warnings.push(error instanceof Error ? error.message : String(error))
    }
  }
  return { manifest: null, warnings }
}

/**
 * Drops what comes after a checkpoint (all, if null): rows in one transaction, then the folders that no row names.
 * Returns how many iterations went.
 */
export function rewind(run: RunReader, connection: Connection, manifest: CheckpointManifest | null): number {
  const iteration = manifest?.iteration ?? 0
  const dropped = run.iterationsDone() - iteration
  connection.transaction(() => {
    connection.run('DELETE FROM iterations WHERE iteration >= ?', [iteration])
    connection.run('DELETE FROM evaluations WHERE iteration > ?', [iteration])
    connection.run('DELETE FROM checkpoints WHERE iteration > ?', [iteration])
    connection.exec('DELETE FROM documents WHERE id NOT IN (SELECT document_id FROM documents_used)')
    if (manifest !== null) insertCheckpoint(connection, manifest)
  })
  const { checkpoints } = run.folder
  const recorded = new Set(run.checkpoints().map((row) => row.iteration))
  sweepCheckpoints(checkpoints)
  for (const found of listCheckpoints(checkpoints))
    if (!recorded.has(found)) removeCheckpoint(checkpoints, found)
  return dropped
}
