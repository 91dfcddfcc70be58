import type { Dirent, Stats } from 'node:fs'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { SpiceError } from '../../errors.js'
import type { SourceFile } from '../reading.js'
import { READABLE_ENDINGS, readableName } from './endings.js'
import { isGlob, parseGlob } from './glob.js'
import { MAX_FILES, MAX_FOLDER_DEPTH } from './limits.js'
import { problemOf } from './read-problem.js'

/** What a build puts into its folder first, and keeps there. */
const INDEX_PARTS = ['documents.bin', 'texts-00000.bin', 'files.jsonl']

/**
 * The files that `paths` name, in the order given, by name within folders: files, folders (files of known endings
 * below them), globs, `-` for standard input. Hidden entries are left out, and so are index folders: one that is built
 * below its own source is no document of it. No folder is entered and no file taken twice, however it is linked. What cannot be read though it seems meant (a link that leaves its folder, a folder
 * without permission) is in the list with its problem.
 * Throws SpiceError('input') for a path that is not there, or a folder or glob without files.
 */
export async function findFiles(paths: readonly string[]): Promise<SourceFile[]> {
  const finder = new Finder()
  for (const path of paths) await finder.add(path)
  return finder.files
}

type Wanted = (path: string) => boolean

class Finder {
  readonly files: SourceFile[] = []
  /** Real paths of the files. */
  readonly #seen = new Set<string>()

  async add(path: string): Promise<void> {
    if (path === '-') {
      if (!this.#seen.has('-')) this.#push({ path: undefined, name: '-', bytes: undefined })
      this.#seen.add('-')
      return
    }
    const info = await stat(path).catch((error: unknown) => error)
    if (!(info instanceof Error)) {
      const found = info as Stats
      if (!found.isDirectory()) this.#take(path, found, await realpath(path))
      else await this.#addFolder(path, path, path, (below) => readableName(below))
      return
    }
    if (isGlob(path)) {
      const { folder, matches } = parseGlob(path)
      await this.#addFolder(path, folder || '.', folder, matches)
      return
    }
    throw new SpiceError('input', `corpus path ${visibleName(path)} cannot be opened`, {
      hint: `it ${problemOf(info)?.message ?? 'cannot be read'}; give existing files, folders or globs, or - for standard input`,
      cause: info,
    })
  }

  /** `prefix` is what goes before the path below the folder in names. */
  async #addFolder(path: string, folder: string, prefix: string, wanted: Wanted): Promise<void> {
    const root = await realpath(folder).catch(() => undefined)
    const search = {
      root: root ?? '',
      prefix,
      wanted,
      entered: new Set<string>(),
      matched: 0,
      indexFolder: false,
    }
    if (root !== undefined) await this.#walk(search, root, '', 0)
    if (search.matched > 0) return
    const kind = path === folder ? 'folder' : 'glob'
    const lack = kind === 'folder' ? 'has no readable files' : 'matches no file'
    const endings = [...READABLE_ENDINGS].join(', .')
    if (search.indexFolder)
      throw new SpiceError('input', `${visibleName(path)} is an index folder, no source of documents`, {
        hint: 'it was built already: `spice train --corpus` takes it as it is',
      })
    throw new SpiceError('input', `corpus ${kind} ${visibleName(path)} ${lack}`, {
      hint: `of folders, files are taken that end in .${endings}, also with .gz or .zst`,
    })
  }

  async #walk(search: Search, real: string, below: string, depth: number): Promise<void> {
    if (search.entered.has(real)) return
    search.entered.add(real)
    if (depth > MAX_FOLDER_DEPTH) {
      this.#refuse(search, below, `folders nested deeper than ${MAX_FOLDER_DEPTH}`)
      return
    }
    let entries: Dirent[]
    try {
      entries = await readdir(real, { withFileTypes: true })
    } catch (error) {
      this.#refuse(search, below, `this folder ${problemOf(error)?.message ?? 'cannot be read'}`)
      return
    }
    if (INDEX_PARTS.every((part) => entries.some(({ name }) => name === part))) {
      search.indexFolder ||= depth === 0
      return
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) await this.#walk(search, join(real, entry.name), path, depth + 1)
      else if (entry.isSymbolicLink()) await this.#follow(search, join(real, entry.name), path, depth)
      else if (search.wanted(path)) {
        const info = await lstat(join(real, entry.name)).catch(() => undefined)
        if (info) this.#match(search, path, info, join(real, entry.name))
        else this.#refuse(search, path, 'not there under this name: is the name UTF-8?')
      }
    }
  }

  async #follow(search: Search, link: string, path: string, depth: number): Promise<void> {
    const target = await realpath(link).catch(() => undefined)
    const info = target === undefined ? undefined : await stat(target).catch(() => undefined)
    if (target === undefined || !info) {
      if (search.wanted(path)) this.#refuse(search, path, 'a link that leads nowhere')
    } else if (!inside(search.root, target)) {
      // The folder was given, not what someone linked into it.
      if (info.isDirectory() || search.wanted(path))
        this.#refuse(search, path, `a link that leaves the folder (to ${visibleName(target)})`)
    } else if (info.isDirectory()) await this.#walk(search, target, path, depth + 1)
    else if (search.wanted(path)) this.#match(search, path, info, target)
  }

  #take(name: string, info: Stats, real: string): void {
    if (this.#seen.has(real)) return
    this.#seen.add(real)
    this.#push({ path: real, name: visibleName(name), bytes: info.isFile() ? info.size : undefined })
  }

  #match(search: Search, below: string, info: Stats, real: string): void {
    search.matched++
    this.#take(nameOf(search, below), info, real)
  }

  #refuse(search: Search, below: string, problem: string): void {
    search.matched++
    this.#push({ path: undefined, name: visibleName(nameOf(search, below)), bytes: undefined, problem })
  }

  #push(file: SourceFile): void {
    this.files.push(file)
    if (this.files.length > MAX_FILES) {
      throw new SpiceError('input', `a corpus of more than ${MAX_FILES} files`, {
        hint: 'join them into JSON Lines, one document a line',
      })
    }
  }
}

interface Search {
  readonly root: string
  readonly prefix: string
  readonly wanted: Wanted
  /** Real paths of folders. */
  readonly entered: Set<string>
  /** Files and problems that were found, those included that an earlier path had brought. */
  matched: number
  /** The folder itself is an index folder. */
  indexFolder: boolean
}

function nameOf({ prefix }: Search, below: string): string {
  return prefix === '' ? below : join(prefix, below)
}

function inside(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** A name for one line of a report: controls, and what turns the writing direction, as escapes. */
export function visibleName(name: string): string {
  return name.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => {
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char]
    return short ?? `\\u{${(char.codePointAt(0) as number).toString(16)}}`
  })
}
