import { MAX_ANSWER_LENGTH } from './judgement.js'
import type { Place } from './place.js'
import { isProse, type Span, spanAt, spansOf, statement } from './spans.js'
import { isUnit } from './units.js'

const VERB = '(?:is|are|should be|would be|must be|equals)'
const ANNOUNCEMENT = new RegExp(
  [
    // "the answer to the question is", "Answer:", "**Final Answer:**"
    `\\banswers?(?:\\*\\*|__)?(?: to [^.\\n:$]{1,60}?)?\\s{0,3}(?:${VERB}\\b(?: therefore| thus| simply| then)?|:|=)(?:\\*\\*|__)?\\s{0,2}:?(?:\\*\\*)?`,
    `\\bcorrect (?:option|choice|letter|value)\\s{1,3}(?:${VERB}\\b|:)\\s{0,2}:?`,
    `\\bsolutions?(?: set)?\\s{1,3}${VERB}\\b\\s{0,2}:?`,
    // A heading
    '\\bfinal answer(?:\\*\\*|__)?\\s{0,3}(?:\\n|\\\\n)',
    '(?:^|\\n|\\\\n)####\\s',
  ].join('|'),
  'gi',
)
const AFTERWARDS =
  /\b(?:is|are)\s{1,3}(?:our|the|my)\s{1,3}(?:(?:final|required|correct|desired)\s{1,3})?(?:answer|solution)s?(?=\s{0,3}(?:[.!\n]|$))/gi
const SENTENCE_END = /[.!?]["')*]{0,3}\s+(?=[A-Z*<#])/
const LITERAL_LINE = /\\n(?![a-z])/
/** Before or after a value it takes the value back, which then can't be given alone. */
const DENIED = /\b(?:not|never|no longer|cannot|neither|nor|wrong|false|incorrect)\b|n't\b/i
const SUBJECT = /^(?:the|an?|there|so|we|it|this|thus|therefore|hence|they|our)\b/i
const COPULA = /\b(?:is|are|equals?|be)\s*:?\s+(?=[-+\d$\\([*]|[A-J]\b)/gi
/** Where an explanation begins that can't belong to the answer. */
const CLAUSE = /^\s*,?\s*(?:since|because|as|when|which|so|and this|after|by|at|per|for the|in total|of)\b/i
const CONNECTS = /^(?:\s|\\q?quad|\\,|~|,|and|or|,\s?and|\\text\{\s?(?:and|or)\s?\})*$/
const LETTERED = /^\W{0,4}[A-J][).:](?:\s|\*|$)/
const MAX_ANNOUNCEMENTS = 5000

/** Quotes and emphasis that only open. */
const lead = (text: string): number => /^(?:[\s*_"'“”:]|\\"|\\n(?![a-z]))*/.exec(text)?.[0].length ?? 0

/** The sentence at `at`, on this line or the next one that isn't empty; mathematics may hold line breaks. */
function sentenceAt(text: string, at: number): string {
  const window = text.slice(at, at + MAX_ANSWER_LENGTH + 200)
  const skipped = lead(window)
  const span = spanAt(window, skipped)
  if (span && !isProse(window.slice(span.begin, span.end))) {
    const rest = cut(window.slice(span.end))
    return window.slice(span.begin, span.end) + rest
  }
  const trimmed = window.slice(/^(?:\s|\\n(?![a-z]))*/.exec(window)?.[0].length ?? 0)
  return cut(trimmed).slice(0, MAX_ANSWER_LENGTH + 1)
}

function cut(text: string): string {
  let line = text.split('\n', 1)[0] as string
  const literal = LITERAL_LINE.exec(line)
  if (literal && text.includes('\\\\')) line = line.slice(0, literal.index)
  const sentence = SENTENCE_END.exec(line)
  return sentence ? line.slice(0, sentence.index + 1) : line
}

/** Spans from the first on, as long as nothing but "and", "or" or a comma stands between them. */
function group(text: string, spans: readonly Span[]): Span {
  const first = spans[0] as Span
  let end = first.end
  for (const span of spans.slice(1)) {
    if (!CONNECTS.test(text.slice(end, span.begin).slice(0, 80))) break
    end = span.end
  }
  return { begin: first.begin, end, display: first.display }
}

/** The answer within its sentence: what follows "the largest $n$ is", the mathematics where nothing else could be meant. */
function within(sentence: string): string {
  if (LETTERED.test(sentence)) return sentence
  let text = sentence
  if (SUBJECT.test(text)) {
    let last: RegExpExecArray | undefined
    for (const found of text.matchAll(COPULA)) last = found
    if (last && !DENIED.test(text.slice(0, last.index + last[0].length)))
      text = text.slice(last.index + last[0].length)
  }
  const spans = spansOf(text)
  if (spans.length === 0) return plain(text)
  const found = group(text, spans)
  const before = text.slice(0, found.begin)
  const after = text
    .slice(found.end)
    .replace(/^(?:\\?["'”]|\*\*|[\s.,])+/, (quotes) => (/["'”*.]/.test(quotes) ? ' ' : quotes))
  if (DENIED.test(before) || (DENIED.test(after) && !CLAUSE.test(after))) return text
  const alone = !/[\d$\\=<>]/.test(after) || CLAUSE.test(after)
  if (!alone || /[\d\\=<>]|\b[A-J]\b/.test(before.replace(/\\["']/g, ''))) return text
  const unit = /^\s*([a-z]+|\\?%)/i.exec(after)
  const written = found.end - found.begin < 2000 ? statement(text, found) : text.slice(found.begin, found.end)
  return unit && isUnit(unit[1] as string) ? `${written} ${unit[1]}` : written
}

const EXPLANATION = /\s(?:\(\s?)?(?:since|because)\b|,\s(?:as|which|so)\b/

/** Without the explanation that follows, and without emphasis that the announcement opened. */
function plain(text: string): string {
  const explained = EXPLANATION.exec(text)
  const answer = explained ? text.slice(0, explained.index) : text
  const closes = answer.lastIndexOf('**')
  return closes > 0 && answer.split('**').length % 2 === 0
    ? answer.slice(0, closes) + answer.slice(closes + 2)
    : answer
}

/** What stands before the last "is our answer". */
function beforeAnnouncement(text: string): Place | undefined {
  let last: RegExpExecArray | undefined
  for (const found of text.matchAll(AFTERWARDS)) last = found
  if (!last) return undefined
  const from = Math.max(0, last.index - 400)
  const before = text.slice(from, last.index)
  const begin = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('. ')) + 1
  const sentence = before.slice(begin).trim()
  if (/\\f?box/.test(sentence)) return undefined
  const spans = spansOf(sentence)
  const span = spans.at(-1)
  const answer = span
    ? sentence.slice(span.begin, span.end)
    : sentence.replace(/^(?:(?:so|thus|therefore|hence|then|we see that|that),?\s+)+/i, '')
  return answer.trim() === '' ? undefined : { begin: from + begin, at: last.index, answer }
}

/** The last place of `text` that says what the answer is, in words. */
export function lastAnnounced(text: string): Place | undefined {
  let last: RegExpExecArray | undefined
  let seen = 0
  for (const found of text.matchAll(ANNOUNCEMENT)) {
    // "is the answer: ..." goes on; an announcement with nothing behind it announces nothing.
    if (text.slice(found.index + found[0].length, found.index + found[0].length + 200).trim() !== '')
      last = found
    if (++seen > MAX_ANNOUNCEMENTS) break
  }
  const before = beforeAnnouncement(text)
  if (!last) return before
  if (before && before.at > last.index + last[0].length) return before
  const answer = within(sentenceAt(text, last.index + last[0].length))
  return { begin: last.index, at: last.index, answer }
}
