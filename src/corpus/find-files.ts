import { type Dirent, type Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { SpiceError } from '../errors.js'

export type FileKind = 'jsonl' | 'text'

export interface CorpusFile {
  readonly path: string
  readonly kind: FileKind
}

const KINDS: Readonly<Record<string, FileKind>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.txt': 'text',
  '.text': 'text',
  '.md': 'text',
  '.markdown': 'text',
}
const MAX_FILES = 200_000
const MAX_DEPTH = 32

const readable = Object.keys(KINDS).join(', ')

/**
 * The readable files among `paths` and below their folders, in the order given and by name within a folder. Hidden
 * entries are left out; a folder is entered once, however it is linked.
 * Throws SpiceError('input') for a path that is missing, of an unknown kind, or a folder without readable files.
 */
export async function findFiles(paths: readonly string[]): Promise<CorpusFile[]> {
  const files: CorpusFile[] = []
  const entered = new Set<string>()

  const walk = async (folder: string, depth: number): Promise<void> => {
    const real = await realpath(folder)
    if (entered.has(real) || depth > MAX_DEPTH) return
    entered.add(real)
    const entries = await list(folder)
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (name.startsWith('.')) continue
      const path = join(folder, name)
      const info = await stat(path).catch(() => undefined)
      const kind = KINDS[extname(name).toLowerCase()]
      if (info?.isDirectory()) await walk(path, depth + 1)
      else if (info?.isFile() && kind) files.push({ path, kind })
      if (files.length > MAX_FILES)
        throw new SpiceError('input', `corpus folder ${folder} holds more than ${MAX_FILES} files`, {
          hint: 'join them into JSONL files, one document a line',
        })
    }
  }

  for (const path of paths) {
    const info = await describe(path)
    const before = files.length
    if (info.isDirectory()) {
      await walk(path, 0)
      if (files.length === before)
        throw new SpiceError('input', `corpus folder ${path} has no readable files`, {
          hint: `files end in ${readable}`,
        })
      continue
    }
    const kind = KINDS[extname(path).toLowerCase()]
    if (!info.isFile() || !kind)
      throw new SpiceError('input', `corpus path ${path} is no file of a known kind`, {
        hint: `files end in ${readable}`,
      })
    files.push({ path, kind })
  }
  return files
}

async function describe(path: string): Promise<Stats> {
  try {
    return await stat(path)
  } catch (cause) {
    throw new SpiceError('input', `corpus path ${path} cannot be opened`, {
      hint: 'give existing files or folders (corpus.paths, --corpus)',
      cause,
    })
  }
}

async function list(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    throw new SpiceError('input', `corpus folder ${folder} cannot be read`, { cause })
  }
}
