import { characterShares } from './character-shares.js'
import { DEFAULT_LIMITS, type TextLimits } from './limits.js'
import { repeatedLineShare } from './repeated-line-share.js'
import { repeatedNGramShare } from './repeated-n-gram-share.js'

export type DropReason =
  | 'too-short'
  | 'too-long'
  | 'word-length'
  | 'symbols'
  | 'digits'
  | 'repeated-lines'
  | 'repeated-n-grams'
  | 'language'

/** Fewer words have no mean worth judging by. */
const MIN_WORDS = 50

/**
 * The first rule that a text breaks, or null. `language` is what `LanguageDetector.detect` says, or undefined where
 * nobody asked. A function of its arguments, in linear time.
 */
export function judgeText(
  text: string,
  limits: TextLimits = DEFAULT_LIMITS,
  language?: string,
): DropReason | null {
  const { minCharacters, maxCharacters } = limits
  if (minCharacters !== null && text.length < minCharacters) return 'too-short'
  if (maxCharacters !== null && text.length > maxCharacters) return 'too-long'
  return byShares(text, limits) ?? (isUnwanted(language, limits.languages) ? 'language' : null)
}

function byShares(text: string, limits: TextLimits): DropReason | null {
  if (text.length < limits.sharesFromCharacters) return null
  const { minWordLength, maxWordLength, maxSymbols, maxDigits, maxRepeatedLines, maxRepeatedNGrams } = limits
  const over = (share: number, limit: number | null): boolean => limit !== null && share > limit
  if (minWordLength !== null || maxWordLength !== null || maxSymbols !== null || maxDigits !== null) {
    const shares = characterShares(text)
    if (over(shares.symbols, maxSymbols)) return 'symbols'
    if (over(shares.digits, maxDigits)) return 'digits'
    // One word without end counts as soon as it is a thousand characters.
    const judged = shares.words >= MIN_WORDS || shares.wordLength > text.length / MIN_WORDS
    if (judged && over(shares.wordLength, maxWordLength)) return 'word-length'
    if (judged && shares.words > 0 && minWordLength !== null && shares.wordLength < minWordLength)
      return 'word-length'
  }
  if (maxRepeatedLines !== null && repeatedLineShare(text) > maxRepeatedLines) return 'repeated-lines'
  if (maxRepeatedNGrams !== null && repeatedNGramShare(text) > maxRepeatedNGrams) return 'repeated-n-grams'
  return null
}

function isUnwanted(language: string | undefined, wanted: readonly string[] | null): boolean {
  return wanted !== null && language !== undefined && language !== 'und' && !wanted.includes(language)
}
