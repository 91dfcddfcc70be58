/** A passage around the first words that were found; places are UTF-16 positions in `text`. */
export interface Snippet {
  readonly text: string
  readonly marks: readonly (readonly [start: number, end: number])[]
}

const AROUND = 90
const MAX_WORDS = 32
const OPERATORS = new Set(['AND', 'OR', 'NOT', 'NEAR'])
const WORD = /[\p{L}\p{N}\p{M}]+/gu

/** The index holds no text, so the passage is looked for in the document. White space becomes single blanks. */
export function snippetOf(text: string, query: string): Snippet {
  const wanted = wordsOf(query)
  const found: (readonly [number, number])[] = []
  for (const match of text.matchAll(WORD)) {
    const first = found[0]
    if (first && match.index > first[0] + 2 * AROUND) break
    const word = fold(match[0])
    if (wanted.some(({ stem, prefix }) => (prefix ? word.startsWith(stem) : word === stem)))
      found.push([match.index, match.index + match[0].length])
  }
  const middle = found[0]?.[0] ?? 0
  const from = wordBorder(text, Math.max(0, middle - AROUND), 1)
  const to = Math.max(found[0]?.[1] ?? 0, wordBorder(text, Math.min(text.length, middle + 2 * AROUND), -1))
  const before = from > 0 ? '… ' : ''
  const after = to < text.length ? ' …' : ''
  const shift = before.length - from
  return {
    text: `${before}${text.slice(from, to).replace(/\s/g, ' ')}${after}`,
    marks: found.filter(([, end]) => end <= to).map(([start, end]) => [start + shift, end + shift]),
  }
}

function wordsOf(query: string): { stem: string; prefix: boolean }[] {
  return [...query.matchAll(WORD)]
    .filter(([word]) => !OPERATORS.has(word))
    .slice(0, MAX_WORDS)
    .map((match) => ({ stem: fold(match[0]), prefix: query[match.index + match[0].length] === '*' }))
}

/** As the index compares words: without case and accents. */
function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** The nearest place between words in a direction, if one is near. */
function wordBorder(text: string, at: number, step: 1 | -1): number {
  if (at === 0 || at === text.length) return at
  for (let i = at, tries = 0; i > 0 && i < text.length && tries < 30; i += step, tries++)
    if (/\s/.test(text[i] as string)) return step === 1 ? i + 1 : i
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 ? at + 1 : at
}
