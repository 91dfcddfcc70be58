import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SpiceError } from '../errors.js'
import type { BuildOptions } from './build-options.js'
import { hasJournal } from './journal.js'
import {
  BUILDING,
  CONTAMINATION,
  DOCUMENTS,
  FILE_OFFSETS,
  FILES,
  isCorpusFolder,
  MANIFEST,
  PROBLEMS,
  SEARCH,
} from './manifest.js'

/** Makes the folder, or refuses one that holds something else. */
export function prepareFolder(options: BuildOptions): void {
  const { folder } = options
  refuseFinished(options)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    const { code } = cause as { code?: unknown }
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'there is a file of that name' : String(code)
    throw new SpiceError('input', `the folder ${folder} cannot be made: ${why}`, {
      hint: 'name another folder, one that you may write',
      cause,
    })
  }
  const ours = existsSync(join(folder, BUILDING)) || isCorpusFolder(folder)
  if (!ours && readdirSync(folder).length > 0)
    throw new SpiceError('input', `${folder} is not empty and holds no corpus`, { hint: 'name a new folder' })
}

/** A finished corpus with a journal is that of a build which was killed before it could take the journal away. */
export function refuseFinished({ folder, force }: BuildOptions): void {
  if (force || !isCorpusFolder(folder) || hasJournal(folder)) return
  throw new SpiceError('input', `${folder} holds a finished corpus`, {
    hint: 'name another folder, or overwrite it with --force',
  })
}

/** The manifest goes first: without it, nothing takes the folder for a corpus. */
export function removeParts(folder: string): void {
  for (const name of [
    MANIFEST,
    DOCUMENTS,
    FILES,
    FILE_OFFSETS,
    PROBLEMS,
    CONTAMINATION,
    SEARCH,
    `${SEARCH}.new`,
  ])
    rmSync(join(folder, name), { force: true })
  for (const name of readdirSync(folder)) if (/^texts-\d{5}\.bin$/.test(name)) rmSync(join(folder, name))
  rmSync(join(folder, BUILDING, 'journal.json'), { force: true })
}
