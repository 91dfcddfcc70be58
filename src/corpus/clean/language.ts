export interface LanguageDetector {
  /** ISO 639-1 code of a text's language, or `und` where it can't be told (too few words, formulas, code). */
  detect(text: string): string
}

/** Passages of the text that are looked at: eld reads a thousand characters. */
const PASSAGES = 3
const PASSAGE = 330
/** What a passage is cleaned out of: it may hold formulas and code. */
const WINDOW = 2_000
const MIN_LETTERS = 30
const NO_WORDS =
  /```[^`]{0,1000}(?:```|$)|`[^`\n]{1,200}`|\$\$?[^$]{1,300}\$\$?|\\[a-zA-Z]{1,30}|https?:\S{1,500}|\S{0,64}[@_=<>{}/\\^|]\S{0,200}|[^\p{L}\p{M}'’$`\\]+|[$`\\]/gu

let loaded: Promise<LanguageDetector> | undefined

/** Loads the language profiles (some 70 MB) at the first call. */
export function loadLanguageDetector(): Promise<LanguageDetector> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<LanguageDetector> {
  const { eld } = await import('eld/medium')
  const detector = eld.newInstance()
  return {
    detect(text) {
      const sample = sampleOf(text)
      if (lettersOf(sample) < MIN_LETTERS) return 'und'
      const result = detector.detect(sample)
      return result.language !== '' && result.isReliable() ? result.language : 'und'
    },
  }
}

/** Words from the beginning, the middle and the end of a text. */
function sampleOf(text: string): string {
  const passages: string[] = []
  const span = Math.max(0, text.length - WINDOW)
  const count = span === 0 ? 1 : PASSAGES
  for (let i = 0; i < count; i++) {
    const start = count === 1 ? 0 : Math.floor((span * i) / (count - 1))
    const words = text.slice(start, start + WINDOW).replace(NO_WORDS, ' ')
    passages.push(words.trim().slice(0, count === 1 ? PASSAGES * PASSAGE : PASSAGE))
  }
  return passages.join(' ')
}

function lettersOf(sample: string): number {
  let letters = 0
  for (let i = 0; i < sample.length; i++) if (sample.charCodeAt(i) > 64) letters++
  return letters
}
