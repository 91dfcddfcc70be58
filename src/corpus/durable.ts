import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Puts a whole file in place, or leaves the old one: written aside, flushed, renamed. */
export function writeDurably(path: string, text: string): void {
  const aside = `${path}.new`
  writeFileSync(aside, text)
  flush(aside, 'r+')
  renameDurably(aside, path)
}

export function renameDurably(from: string, to: string): void {
  renameSync(from, to)
  flushFolder(dirname(to))
}

/** Folders cannot be opened on Windows: there the rename must do. */
export function flushFolder(path: string): void {
  if (process.platform !== 'win32') flush(path, 'r')
}

export function flush(path: string, mode: 'r' | 'r+'): void {
  const descriptor = openSync(path, mode)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
