import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { SpiceError } from '../errors.js'
import { type ContaminationIndex, createContaminationIndex } from './contamination-index.js'
import { decodeContamination, encodeContamination } from './format.js'
import { hashSet, type ItemSet } from './items.js'

const MAX_BYTES = 1024 * 1024 * 1024

/** The index of public sets that ships with the package (the same from `src/` and `dist/`). */
export function publicContaminationPath(): string {
  return fileURLToPath(new URL('../../assets/contamination/public-sets.bin', import.meta.url))
}

/** The bytes of an index file over the sets: the same for the same sets in the same order. */
export function buildContaminationIndex(sets: readonly ItemSet[]): Buffer {
  return encodeContamination(sets.map(hashSet))
}

/** An index of sets that are at hand, without a file. */
export function contaminationIndexOf(sets: readonly ItemSet[]): ContaminationIndex {
  return createContaminationIndex(sets.map(hashSet))
}

/**
 * Opens index files, and sets that are at hand, as one index; `public` is the file that ships. Throws
 * SpiceError('input') that names the file.
 */
export async function openContaminationIndex(
  paths: readonly string[],
  more: readonly ItemSet[] = [],
): Promise<ContaminationIndex> {
  const sets = await Promise.all(
    paths.map(async (named) => {
      const path = named === 'public' ? publicContaminationPath() : named
      return decodeContamination(await readBounded(path), path)
    }),
  )
  return createContaminationIndex([...sets.flat(), ...more.map(hashSet)])
}

async function readBounded(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES)
      throw new SpiceError('input', `contamination index ${path} has ${size} bytes, above ${MAX_BYTES}`)
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof SpiceError) throw cause
    throw new SpiceError('input', `contamination index ${path} cannot be read`, {
      hint: 'name `public` or a file made by: spice corpus contamination build --set name=file',
      cause,
    })
  }
}
