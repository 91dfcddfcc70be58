import { type AnswerKind, type Judgement, match, mismatch, unparsable } from './judgement.js'
import { foldWords, normaliseCharacters, unwrap } from './normalise.js'

const GOLD = /^[([]?([A-J])[)\].:]*$/

const GOLD_AND_TEXT = /^\(([A-J])\)[.:]?\s+(\S.*)$/s

const LETTER = /^[([]?([A-J])[)\].:]*$/i
const LETTER_AND_TEXT = /^(?:[([]([A-J])[)\]][.:,]?|([A-J])\s*[).:,]|([A-J])\s+[-–]|([A-J]))\s+(.+)$/is
const DRESS = /\\(?:text|textbf|textit|mathrm|mathbf)\s*\{([^{}]*)\}/g
const LEAD = /^(?:(?:the )?(?:correct )?(?:option|choice|answer|letter)(?: is)?)[\s:]+(?=\S)/i
/** Another letter that could be meant: where the options are unknown, nothing else tells a hedge from a text. */
const OTHER_LETTER = /(?:^|[\s(,;/&])(?:[A-J](?=[\s).:,;/]|$)|[a-j][).:])/

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
  return found && !OTHER_LETTER.test(found[2] as string)
    ? { letter: found[1] as string, text: (found[2] as string).trim() }
    : undefined
}

const undressed = (text: string): string =>
  unwrap(
    normaliseCharacters(text)
      .replace(DRESS, '$1')
      .replace(/\\[,; ]|~/g, ' '),
  )

/** Multiple choice: the letter, the letter with its text, or the text alone (method notes, section 6). */
export const choice: AnswerKind = {
  conforms: (value) => /^[A-J]$/.test(value),
  compare(gold, answer, { options }) {
    const written = unwrap(normaliseCharacters(gold)).toUpperCase()
    const lettered = letteredText(gold)
    const goldLetter = GOLD.exec(written)?.[1] ?? lettered?.letter ?? written
    const known = options.slice(0, 10)
    const text = undressed(answer).replace(LEAD, '')

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
    if (known.length === 0)
      return OTHER_LETTER.test(rest) || both[4] !== undefined
        ? mismatch('choice/unclear')
        : judge(letter, goldLetter, 'choice/letter-and-text')
    const position = letter.charCodeAt(0) - 65
    if (position < known.length && foldWords(known[position] as string) === foldWords(rest))
      return judge(letter, goldLetter, 'choice/letter-and-text')
    return mismatch(optionOf(rest, known) ? 'choice/contradiction' : 'choice/unclear')
  },
}
