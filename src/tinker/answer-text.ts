import { errorDetail } from './wire/index.js'

const MAX_READ = 64 * 1024

/**
 * What an error answer says, for people: one line, bounded, without control characters; '' if it says nothing. What must
 * not be seen goes before the text is cut, so that no part of it is left, and once more when nothing in it is escaped.
 */
export function textOf(body: Uint8Array, redact: (text: string) => string): string {
  const read = Math.min(body.length, MAX_READ)
  const text = redact(Buffer.from(body.buffer, body.byteOffset, read).toString('utf8'))
  // A page of a proxy is of no use to anyone.
  if (/^\s*</.test(text)) return ''
  return plainLine(redact(errorDetail(Buffer.from(text))))
}

/** Without what would disturb a terminal. */
export function plainLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 600)
}
