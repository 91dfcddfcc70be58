/** Words that carry no content of their own, question words and verbs of asking included. */
const FUNCTION_WORDS = new Set(
  (
    'a an and are as at be been by can could did do does for from had has have how if in into is it its of on or ' +
    'than that the their them then there these they this those to was were what when where which who whom whose ' +
    'why will with would you your not no yes true false give find name many much correct answer following ' +
    'between one two same different after before'
  ).split(' '),
)

/** Lower-cased words and numbers of a text; signs and decimals stay with their number. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\d+(?:[.,]\d+)*|\p{L}+/gu) ?? []
  )
}

/** The words that say what a text is about, with a plural s taken off. */
export function contentWordsOf(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .filter((word) => !FUNCTION_WORDS.has(word))
      .map(stem),
  )
}

export function stem(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}

/** Does `phrase` occur in `text` as whole words, in order and side by side? */
export function containsPhrase(text: string, phrase: string): boolean {
  return phrasesIn(text)(phrase)
}

/** `containsPhrase` of one text and many phrases. */
export function phrasesIn(text: string): (phrase: string) => boolean {
  let joined: string | undefined
  return (phrase) => {
    const words = wordsOf(phrase).map(stem)
    if (words.length === 0) return squeezed(phrase) !== '' && squeezed(text).includes(squeezed(phrase))
    joined ??= ` ${wordsOf(text).map(stem).join(' ')} `
    return joined.includes(` ${words.join(' ')} `)
  }
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase()
}
