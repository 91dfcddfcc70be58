import type { CleanStep } from './steps.js'

/** What Windows-1252 shows for the bytes 0x80 to 0x9f; the five that it leaves out are control characters. */
const HIGH = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'
const byteOf = new Map<string, number>([...HIGH].map((character, i) => [character, 0x80 + i]))
const T = `[\\x80-\\xbf${HIGH}]`
/** UTF-8 of two, three and four bytes, each byte read as a character of Windows-1252 or Latin-1. */
const SEQUENCE = new RegExp(`[\\xc2-\\xdf]${T}|[\\xe0-\\xef]${T}{2}|[\\xf0-\\xf4]${T}{3}`, 'g')
const FIRST_LOOK = new RegExp(`[\\xc2-\\xf4]${T}`)
/** Characters that people do put after a capital or an accented letter: quotes, dashes, ellipses, hard spaces. */
const USUAL_NEIGHBOURS = '‚„…‹‘’“”–—›™\xa0«»'
/**
 * What nobody writes: Â and Ã with a sign that isn't at home there, punctuation, arrows and mathematical signs (â€™,
 * âˆ’), emoji, the byte order mark, the replacement character, and all that holds a control character.
 */
const CERTAIN = new RegExp(
  `^(?:[ÂÃ](?![${USUAL_NEIGHBOURS}])${T}|â[€‚„†ˆ]${T}|ðŸ${T}{2}|ï»¿|ï¿½|.*[\\x80-\\x9f].*)$`,
)
/** So many sequences one after the other are a word in another script. */
const WORD = 3
const MAX_ROUNDS = 3
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * UTF-8 that was read as Windows-1252 or Latin-1 (“â€™” for ’, “Ã©” for é), also several times over. Sequences that
 * nobody writes are mended wherever they stand. All others that could be mended are (“É”” could be a quotation's end),
 * if the text holds certain ones, or a word of them, and not a single character that speaks for honest text.
 */
export const mojibake: CleanStep = {
  beyondAscii: true,
  clean(text) {
    if (!FIRST_LOOK.test(text)) return undefined
    let mended = text
    let count = 0
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const next = mendOnce(mended)
      if (!next) break
      mended = next.text
      count += next.count
    }
    return count > 0 ? { text: mended, count } : undefined
  },
}

function mendOnce(text: string): { text: string; count: number } | undefined {
  let certain = false
  let row = 0
  let end = -1
  let characters = 0
  for (const { 0: sequence, index } of text.matchAll(SEQUENCE)) {
    characters += sequence.length
    certain ||= CERTAIN.test(sequence)
    row = index === end ? row + 1 : 1
    end = index + sequence.length
    certain ||= row >= WORD
  }
  if (!certain) return undefined
  const consistent = characters === beyondAscii(text)
  let count = 0
  const mended = text.replace(SEQUENCE, (sequence) => {
    if (!consistent && !CERTAIN.test(sequence)) return sequence
    const read = decoded(sequence)
    if (read === undefined) return sequence
    count++
    return read
  })
  return count > 0 ? { text: mended, count } : undefined
}

function decoded(sequence: string): string | undefined {
  const bytes = Uint8Array.from(sequence, (character) => byteOf.get(character) ?? character.charCodeAt(0))
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function beyondAscii(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) count++
  return count
}
