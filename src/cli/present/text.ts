/**
 * Text of models and documents, safe to show: control characters could rewrite the reader's terminal, so all but
 * the line break are spelled out.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, (character) => {
    if (character === '\n') return character
    if (character === '\t') return '  '
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}

/** The text on one line of at most `width` characters. */
export function oneLine(text: string, width: number): string {
  const line = [...printable(text).replaceAll(/\s+/g, ' ').trim()]
  return line.length <= width ? line.join('') : `${line.slice(0, Math.max(0, width - 1)).join('')}…`
}

/** The text with every line indented, and at most `lines` of them. */
export function block(text: string, indent: string, lines = 1_000): string {
  const all = printable(text).trimEnd().split('\n')
  const shown = all.slice(0, lines).map((line) => `${indent}${line}`)
  if (all.length > lines) shown.push(`${indent}… ${all.length - lines} more lines`)
  return shown.join('\n')
}
