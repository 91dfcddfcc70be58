import { expression } from './expression.js'
import {
  type AnswerKind,
  type CompareContext,
  type Judgement,
  match,
  mismatch,
  unparsable,
} from './judgement.js'
import { foldWords, normaliseCharacters, unwrap } from './normalise.js'

const GOLD = /^[([]?([A-J])[)\].:]*$/

const GOLD_AND_TEXT = /^\(([A-J])\)[.:]?\s+(\S.*)$/s

const LETTER = /^[([]?([A-J])[)\].:]*$/i
const LETTER_AND_TEXT = /^(?:[([]([A-J])[)\]][.:,]?|([A-J])\s*[).:,]|([A-J])\s+[-–]|([A-J]))\s+(.+)$/is
const DRESS = /\\(?:text|textbf|textit|mathrm|mathbf)\s*\{([^{}]*)\}/g
const LEAD = /^(?:(?:the )?(?:correct )?(?:option|choice|answer|letter)(?: is)?)[\s:]+(?=\S)/i
/** Where the options are unknown, what tells a hedge from an option's text: it goes on, or names another letter. */
const GOES_ON = /^(?:and|or|also|but|plus|then|else|as well|not)\b|^[&+/|=<>]|;|\b(?:also|others?)\b/i
const LONE = /^[^\p{L}\p{N}]*([a-j])[^\p{L}\p{N}]*$/iu

const letterOf = (index: number): string => String.fromCharCode(65 + index)

function judge(letter: string, gold: string, rule: string): Judgement {
  const forms = { goldForm: gold, answerForm: letter }
  return letter === gold ? match(rule, forms) : mismatch(rule, forms)
}

/** The letter of the one option with this text; `many` where two options read alike. */
function optionOf(text: string, options: readonly string[]): string | 'many' | undefined {
  const folded = foldWords(text)
  const hits = options.flatMap((option, i) => (foldWords(option) === folded ? [letterOf(i)] : []))
  return hits.length > 1 ? 'many' : hits[0]
}

/** A gold such as "(C) 12" or "\\textbf{(C)}\\ 12": its letter and the text of that option. */
export function letteredText(value: string): { readonly letter: string; readonly text: string } | undefined {
  if (value.length > 400) return undefined
  const found = GOLD_AND_TEXT.exec(undressed(value))
  return found && !namesAnother(found[2] as string)
    ? { letter: found[1] as string, text: (found[2] as string).trim() }
    : undefined
}

/**
 * Does the text beside a letter name another letter? One apart does, but for the articles "a" and "A" before a word,
 * and small letters between words, which are variables.
 */
function namesAnother(text: string): boolean {
  const words = text
    .replace(/\\(?:boxed|fbox)\s*\{([^{}]*)\}/g, ' ($1) ')
    .split(/[\s/,;&|]+/)
    .filter((word) => word !== '')
  return words.some((word, i) => {
    const letter = LONE.exec(word)?.[1]
    if (letter === undefined) return false
    if (words.length === 1 || /[()[\]"'“”$.:!]/.test(word)) return true
    const next = words[i + 1] ?? ''
    if (/[A-J]/.test(letter)) return !(letter === 'A' && /^\p{Ll}{2}/u.test(next))
    return i === 0 || next === '' || words.every((other) => LONE.test(other))
      ? letter !== 'a' || next === ''
      : false
  })
}

const undressed = (text: string): string =>
  unwrap(
    normaliseCharacters(text)
      .replace(DRESS, '$1')
      .replace(/\\[,; ]|~/g, ' '),
  )

/** Do two texts of one option say the same, in words or in value? */
const sameText = (a: string, b: string, context: CompareContext): boolean =>
  foldWords(a) === foldWords(b) || expression.compare(a, b, context).outcome === 'match'

/** Multiple choice: the letter, the letter with its text, or the text alone (method notes, section 6). */
export const choice: AnswerKind = {
  conforms: (value) => /^[A-J]$/.test(value),
  compare(gold, answer, context) {
    const { options } = context
    const written = unwrap(normaliseCharacters(gold)).toUpperCase()
    const lettered = letteredText(gold)
    const goldLetter = GOLD.exec(written)?.[1] ?? lettered?.letter ?? written
    const known = options.slice(0, 10)
    const text = undressed(answer).replace(LEAD, '')

    // What the gold itself says is never unclear.
    if (lettered && foldWords(gold) === foldWords(answer))
      return match('choice/text', { goldForm: goldLetter, answerForm: goldLetter })
    const alone = LETTER.exec(text)
    if (alone) {
      const letter = (alone[1] as string).toUpperCase()
      if (known.length > 0 && letter > letterOf(known.length - 1)) return mismatch('choice/out-of-range')
      return judge(letter, goldLetter, 'choice/letter')
    }
    const whole = optionOf(text, known)
    if (whole === 'many') return mismatch('choice/ambiguous-text')
    if (whole) return judge(whole, goldLetter, 'choice/text')
    if (known.length === 0 && lettered && foldWords(lettered.text) === foldWords(text))
      return match('choice/text', { goldForm: goldLetter, answerForm: goldLetter })

    const both = LETTER_AND_TEXT.exec(text)
    if (!both) return unparsable('choice/unreadable')
    const letter = (both[1] ?? both[2] ?? both[3] ?? both[4] ?? '').toUpperCase()
    const rest = both[5] as string
    if (known.length === 0) {
      if (both[4] !== undefined || GOES_ON.test(rest) || namesAnother(rest)) return mismatch('choice/unclear')
      if (letter === goldLetter && lettered && !sameText(lettered.text, rest, context))
        return mismatch('choice/contradiction')
      return judge(letter, goldLetter, 'choice/letter-and-text')
    }
    const position = letter.charCodeAt(0) - 65
    if (position < known.length && foldWords(known[position] as string) === foldWords(rest))
      return judge(letter, goldLetter, 'choice/letter-and-text')
    return mismatch(optionOf(rest, known) ? 'choice/contradiction' : 'choice/unclear')
  },
}
