import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Flushes a file or a folder to the disk. Folders cannot be opened on Windows: there the rename must do. */
export function flush(path: string, kind: 'file' | 'folder'): void {
  if (kind === 'folder' && process.platform === 'win32') return
  const descriptor = openSync(path, kind === 'file' && process.platform === 'win32' ? 'r+' : 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Puts a whole file in place, or leaves the old one: written aside, flushed, renamed. */
export function writeDurably(path: string, text: string): void {
  const aside = `${path}.new`
  writeFileSync(aside, text)
  flush(aside, 'file')
  renameDurably(aside, path)
}

/** Renames and flushes the folder that holds the new name. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to)
  flush(dirname(to), 'folder')
}
