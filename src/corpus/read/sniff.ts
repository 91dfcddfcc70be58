import type { FileHead } from '../reading.js'
import { delimiterOf } from './csv.js'
import { endingOf } from './endings.js'
import { afterMark } from './json-lines.js'

export function startsWith(bytes: Uint8Array, magic: string, from = 0): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[from + i] !== magic.charCodeAt(i)) return false
  return true
}

/** Files that people have in their folders and that hold no text as it stands, by how they begin. */
const KNOWN: readonly (readonly [magic: string, name: string])[] = [
  ['PK\x03\x04', 'a ZIP archive (or an office document, or an EPUB)'],
  ['\x1f\x8b', 'a gzip archive within an archive'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive within an archive'],
  ['\xfd7zXZ\x00', 'an xz archive'],
  ['BZh', 'a bzip2 archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive'],
  ['PARE', 'an encrypted Parquet file'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['\x7fELF', 'a program'],
  ['MZ', 'a program'],
  ['SQLite format 3\x00', 'an SQLite database'],
  ['ARROW1', 'an Arrow file'],
  ['\xd0\xcf\x11\xe0', 'an old office document'],
]

/** What a file is that holds no text, for people; undefined for text. */
export function binaryKind(bytes: Uint8Array): string | undefined {
  const zero = bytes.indexOf(0)
  const known = KNOWN.find(([magic]) => startsWith(bytes, magic))
  if (known && (zero >= 0 || !isTextLike(bytes))) return known[1]
  return zero < 0 ? undefined : 'a binary file (NUL bytes)'
}

/** Controls that no text has are how short archives without a NUL are told from a text that begins alike. */
function isTextLike(bytes: Uint8Array): boolean {
  return !bytes.some((byte) => byte < 9 || (byte > 13 && byte < 27))
}

/** PDF readers accept the mark within the first 1024 bytes; so do we, where the name says PDF. */
export function looksLikePdf({ bytes, name }: FileHead): boolean {
  if (startsWith(bytes, '%PDF-')) return true
  const at = endingOf(name) === 'pdf' ? Buffer.from(bytes.subarray(0, 1024)).indexOf('%PDF-') : -1
  return at >= 0
}

/** A document by its first tag, whatever its name: what a web server answers in place of a file, too. */
export function looksLikeHtml(bytes: Uint8Array): boolean {
  const start = headText(bytes).replace(/^(?:\s|<!--[\s\S]{0,2000}?-->|<\?xml[^>]{0,200}\?>)+/, '')
  return /^<(?:!doctype\s+html|html[\s>])/i.test(start)
}

/** Every line that is there in full, at most two, is a JSON object. */
export function looksLikeJsonLines(bytes: Uint8Array): boolean {
  const text = headText(bytes)
  if (!text.startsWith('{')) return false
  const lines = text.split('\n')
  if (lines.length > 1) lines.pop()
  const rows = lines.filter((line) => line.trim() !== '').slice(0, 2)
  return rows.length > 0 && rows.every(isObject)
}

/** An array of objects, or one object over several lines. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  return /^(?:\[\s*\{\s*["}]|\{\s*")/.test(headText(bytes))
}

/** A header that names the text's column, and a row of as many cells. */
export function looksLikeCsv(bytes: Uint8Array): boolean {
  const delimiter = delimiterOf(Buffer.from(bytes))
  const [header = '', row] = headText(bytes).split(/\r?\n/, 2)
  const cells = header.split(delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
  return cells.length > 1 && row !== undefined && (cells.includes('text') || cells.includes('orig_doc'))
}

function isObject(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function headText(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(afterMark(bytes)))
    .toString('utf8')
    .trimStart()
}
