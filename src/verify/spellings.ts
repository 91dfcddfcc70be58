export const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻'

const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /[a-zA-Z]/.test(character)

/** In JSON-escaped LaTeX every backslash is doubled; then no command follows a single one. */
export function undoubled(text: string): string {
  if (!text.includes('\\\\')) return text
  let doubled = false
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') continue
    let end = i
    while (text[end] === '\\') end++
    if (isLetter(text[end])) {
      if ((end - i) % 2 === 1) return text
      doubled = true
    }
    i = end
  }
  return doubled ? text.replaceAll('\\\\', '\\') : text
}
