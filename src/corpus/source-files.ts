import { fetchDataset, type HubProgress, isHubName } from '../hub/index.js'
import { findFiles } from './read/index.js'
import type { SourceFile } from './reading.js'

/** A file to read, and where its text is. */
export interface FileOfSource extends SourceFile {
  /** Of this file; undefined leaves it to the source. */
  readonly textField?: string | undefined
}

export interface SourceOptions {
  readonly signal: AbortSignal | undefined
  readonly onHubProgress?: ((name: string, progress: HubProgress) => void) | undefined
}

/**
 * The files that a source's paths name, in their order; datasets of the hub are downloaded first, where they are not
 * in the cache. Throws as findFiles and fetchDataset do.
 */
export async function sourceFiles(
  paths: readonly string[],
  { signal, onHubProgress }: SourceOptions,
): Promise<FileOfSource[]> {
  const files: FileOfSource[] = []
  let local: string[] = []
  const find = async (): Promise<void> => {
    if (local.length > 0) files.push(...(await findFiles(local)))
    local = []
  }
  for (const path of paths) {
    if (!isHubName(path)) {
      // Together, so that no file is taken twice.
      local.push(path)
      continue
    }
    await find()
    const dataset = await fetchDataset(path, {
      signal,
      ...(onHubProgress && { onProgress: (progress) => onHubProgress(path, progress) }),
    })
    files.push(...dataset.files.map((file) => ({ ...file, textField: dataset.column })))
  }
  await find()
  return files
}
