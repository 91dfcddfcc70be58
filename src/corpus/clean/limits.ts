/**
 * What a document may be. `null` switches a rule off. The ideas are those of the filters of Gopher's MassiveText (Rae
 * et al. 2021, appendix A1: length, mean word length, symbols, repeated lines and n-grams) and of C4 (Raffel et al.
 * 2020: language, page furniture, repetition), with thresholds loosened so that mathematics and code, which are short
 * of words and full of signs, pass.
 */
export interface TextLimits {
  readonly minCharacters: number | null
  readonly maxCharacters: number | null
  /** Shorter texts are not judged by the shares below, which say little of them. */
  readonly sharesFromCharacters: number
  /** Share of the characters in lines that stood in the text before (Gopher: 0.2 for all its lines). */
  readonly maxRepeatedLines: number | null
  /** Share of the words in runs of ten that stood in the text before (Gopher: 0.1). */
  readonly maxRepeatedNGrams: number | null
  /**
   * Share of the visible characters that are neither letters, digits, punctuation, nor signs of mathematics and
   * code, or that are punctuation in a row (leaders, rules). Gopher counts # and … by words: 0.1.
   */
  readonly maxSymbols: number | null
  /** Share of digits among the visible characters: lists of numbers. */
  readonly maxDigits: number | null
  /** Mean length of words of ASCII between white space; Gopher has 3 to 10, formulas are short and addresses long. */
  readonly minWordLength: number | null
  readonly maxWordLength: number | null
  /** ISO 639-1 codes of the languages wanted; texts whose language cannot be told pass. */
  readonly languages: readonly string[] | null
}

export const DEFAULT_LIMITS: TextLimits = {
  minCharacters: 20,
  maxCharacters: null,
  sharesFromCharacters: 1_000,
  maxRepeatedLines: 0.3,
  maxRepeatedNGrams: 0.3,
  maxSymbols: 0.25,
  maxDigits: 0.6,
  minWordLength: 1.3,
  maxWordLength: 25,
  languages: null,
}
