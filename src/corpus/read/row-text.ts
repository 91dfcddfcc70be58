import { MAX_JSON_DEPTH } from './limits.js'

/** Fields that hold the document where the user names none: ours, and that of grounded reasoning corpora. */
export const DEFAULT_FIELDS: readonly string[] = ['text', 'orig_doc']

/** The fields to look for, in this order. */
export function textFields(textField: string | undefined): readonly string[] {
  return textField === undefined ? DEFAULT_FIELDS : [textField]
}

export type RowText =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly problem: string; readonly text?: undefined }

/** The text of one JSON row. A field may be named by its path (`meta.body`); a field of exactly that name goes first. */
export function jsonRowText(json: string, fields: readonly string[]): RowText {
  // Only rows of this size can be so deep that the parser takes long over them.
  if (json.length > 1 << 16 && tooDeep(json))
    return { problem: `nested deeper than ${MAX_JSON_DEPTH} levels` }
  let row: unknown
  try {
    row = JSON.parse(json)
  } catch {
    return { problem: 'broken JSON' }
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { problem: 'not a JSON object' }
  for (const field of fields) {
    const value = fieldOf(row, field)
    if (value === undefined || value === null) continue
    return typeof value === 'string' ? checkedText(value) : { problem: `field "${field}" is no string` }
  }
  return { problem: `no field "${fields.join('" or "')}"` }
}

function fieldOf(row: object, field: string): unknown {
  if (Object.hasOwn(row, field)) return (row as Record<string, unknown>)[field]
  if (!field.includes('.')) return undefined
  let value: unknown = row
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** A text that later steps can take: no NUL, no half of a surrogate pair. */
export function checkedText(text: string): RowText {
  if (text.includes('\0')) return { problem: 'a NUL byte in the text' }
  return { text: wellFormed(text) }
}

/** String.prototype.toWellFormed of ES2024, which this Node version has and its types do not. */
function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed()
}

const QUOTE = 34
const BACKSLASH = 92

function tooDeep(json: string): boolean {
  let depth = 0
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (code === QUOTE) {
      i = json.indexOf('"', i + 1)
      while (i > 0 && escaped(json, i)) i = json.indexOf('"', i + 1)
      if (i < 0) return false
    } else if (code === 91 || code === 123) {
      if (++depth > MAX_JSON_DEPTH) return true
    } else if (code === 93 || code === 125) depth--
  }
  return false
}

function escaped(json: string, at: number): boolean {
  let slashes = 0
  while (json.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++
  return slashes % 2 === 1
}
