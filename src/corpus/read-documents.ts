import type { CorpusFile } from './find-files.js'
import { readLines } from './read-lines.js'

/** A text before segmenting, or why there is none. */
export type RawDocument =
  | { readonly line: number; readonly text: string; readonly problem?: undefined }
  | { readonly line: number; readonly problem: string }

/** Fields that hold the document where the user names none: ours, and that of grounded reasoning corpora. */
const DEFAULT_FIELDS = ['text', 'orig_doc']
/** Text files are handed on in parts of about this many characters, cut at an empty line. */
const PART_CHARACTERS = 1 << 20
const MAX_PART_CHARACTERS = 1 << 25

/** Reads one file; I/O errors are the only thing it throws. */
export function readDocuments(file: CorpusFile, textField: string | undefined): AsyncIterable<RawDocument> {
  return file.kind === 'jsonl' ? readRows(file.path, textField) : readText(file.path)
}

async function* readRows(path: string, textField: string | undefined): AsyncGenerator<RawDocument> {
  const fields = textField === undefined || textField === 'text' ? DEFAULT_FIELDS : [textField]
  for await (const line of readLines(path)) {
    if (line.problem !== undefined) yield { line: line.number, problem: line.problem }
    else if (line.text.trim() !== '') yield { line: line.number, ...rowText(line.text, fields) }
  }
}

function rowText(json: string, fields: readonly string[]): { text: string } | { problem: string } {
  let row: unknown
  try {
    row = JSON.parse(json)
  } catch {
    return { problem: 'broken JSON' }
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { problem: 'not a JSON object' }
  for (const field of fields) {
    const text = Object.hasOwn(row, field) ? (row as Record<string, unknown>)[field] : undefined
    if (typeof text === 'string')
      return text.includes('\0')
        ? { problem: 'a NUL byte in the text' }
        : { text: text.replace(/\p{Surrogate}/gu, '\ufffd') }
    if (text !== undefined && text !== null) return { problem: `field "${field}" is no string` }
  }
  return { problem: `no field "${fields.join('" or "')}"` }
}

async function* readText(path: string): AsyncGenerator<RawDocument> {
  let lines: string[] = []
  let characters = 0
  let first = 1
  for await (const line of readLines(path)) {
    if (line.problem !== undefined) yield { line: line.number, problem: line.problem }
    else if (line.text.includes('\0')) {
      // Text holds no NUL: what follows is another kind of file under this name.
      yield { line: line.number, problem: 'a NUL byte: not a text file' }
      return
    } else {
      if (lines.length === 0) first = line.number
      lines.push(line.text)
      characters += line.text.length + 1
      const atParagraph = line.text.trim() === ''
      if ((characters >= PART_CHARACTERS && atParagraph) || characters >= MAX_PART_CHARACTERS) {
        yield { line: first, text: lines.join('\n') }
        lines = []
        characters = 0
      }
    }
  }
  if (lines.length > 0) yield { line: first, text: lines.join('\n') }
}
