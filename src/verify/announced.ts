import { DENIED, HEDGED, leaves, unexplained, unitOf } from './beside.js'
import { MAX_ANSWER_LENGTH } from './judgement.js'
import type { Place } from './place.js'
import { isProse, type Span, spanAt, spansOf, statement } from './spans.js'

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
/** A sentence that goes on with another answer has not ended. */
const SENTENCE_END =
  /[.!?]["')*]{0,3}\s+(?=[A-Z*<#])(?!(?:Or|Maybe|Perhaps|Possibly|Alternatively|Otherwise|Wait|No)\b)/
const LITERAL_LINE = /\\n(?![a-z])/
/** What follows "the answer is" without being one. */
const NO_ANSWER =
  /^(?:\*\*|\s)*(?:correct|right|as follows|(?:given )?(?:below|above)|shown|verified|confirmed|checked|consistent|reasonable|clear|obvious|obtained|already)\b(?!\s*\))/i
/** What takes an announcement back before it is made. */
const DOUBTED = /\b(?:not|never|no|wrong|incorrect|false|doubt|deny|whether|unless|cannot|hardly)\b|n't\b/i
/** A subject that isn't the answer itself but something made of it. */
const ALTERED =
  /\b(?:whose|twice|thrice|half|double|triple|minus|plus|negative|opposite|reciprocal|inverse|than|except|but|between|at least|at most|maybe|perhaps|probably|possibly|either|another|otherwise|unless|guess)\b/i
const SUBJECT = /^(?:the|an?|there|so|we|it|this|thus|therefore|hence|they|our)\b/i
const COPULA = /\b(?:is|are|equals?|be)\s*:?\s+(?=[-+\d$\\([*]|[A-J]\b)/gi
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
  if (LETTERED.test(sentence)) return plain(sentence)
  let text = sentence
  if (SUBJECT.test(text)) {
    let last: RegExpExecArray | undefined
    for (const found of text.matchAll(COPULA)) last = found
    const head = last ? text.slice(0, last.index + last[0].length) : ''
    if (!DENIED.test(head) && !ALTERED.test(head)) text = text.slice(head.length)
  }
  const spans = spansOf(text)
  if (spans.length === 0) return plain(text)
  return alone(text, group(text, spans)) ?? text
}

/** What the span states, with its unit, if neither the words before nor those behind it change that. */
function alone(text: string, span: Span): string | undefined {
  if (!leaves(text.slice(0, span.begin))) return undefined
  const unit = unitOf(text.slice(span.end))
  if (unit === undefined) return undefined
  const written = span.end - span.begin < 2000 ? statement(text, span) : text.slice(span.begin, span.end)
  return unit === '' ? written : `${written} ${unit}`
}

/** Without the explanation that follows, and without emphasis that the announcement opened. */
function plain(text: string): string {
  const answer = unexplained(text)
  const closes = answer.lastIndexOf('**')
  return closes > 0 && answer.split('**').length % 2 === 0
    ? answer.slice(0, closes) + answer.slice(closes + 2)
    : answer
}

const REASONS =
  /^(?:since|because|as|if|when)\b[^]*?,|\b(?:see|find|found|get|have|conclude|know|follows|shows?|means) that\b|\b(?:so|thus|therefore|hence|then),?\s/i
const LEADS = /^(?:(?:so|thus|therefore|hence|then|and|we see that|that),?\s+)+/i

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
  const answer = stated(sentence)
  return answer.trim() === '' ? undefined : { begin: from + begin, at: last.index, answer }
}

/** The answer in what stands before "is our answer", all of it where it may be more than one. */
function stated(sentence: string): string {
  const clause = lastClause(sentence)
  const spans = spansOf(clause)
  const last = spans.at(-1)
  if (!last) return clause
  let { begin } = last
  for (const span of spans.toReversed().slice(1)) {
    if (!CONNECTS.test(clause.slice(span.end, begin).slice(0, 80))) break
    begin = span.begin
  }
  return alone(clause, { ...last, begin }) ?? clause
}

/** Without reasons before it, unless they hold a doubt. */
function lastClause(sentence: string): string {
  let clause = sentence.replace(LEADS, '')
  for (let round = 0; round < 8; round++) {
    const reason = REASONS.exec(clause)
    if (!reason) break
    const end = reason.index + reason[0].length
    const head = clause.slice(0, end)
    if (HEDGED.test(head) || (DENIED.test(head) && !/^(?:since|because)\b/i.test(head))) break
    clause = clause.slice(end).trim().replace(LEADS, '')
  }
  return clause
}

/** Where the last of these characters stands, or -1. */
function lastOf(text: string, characters: string): number {
  let at = text.length - 1
  while (at >= 0 && !characters.includes(text[at] as string)) at--
  return at
}

/** What takes the announcement at `at` back before it is made: "it isn't true that". */
function doubted(text: string, at: number): number | undefined {
  const head = text.slice(Math.max(0, at - 80), at)
  const clause = head.slice(lastOf(head, '.,;:!?\n') + 1)
  const from = /^[^]*\b(?:so|thus|therefore|hence|but|and)\b/i.exec(clause)?.[0].length ?? 0
  return DOUBTED.test(clause.slice(from)) ? at - clause.length + from : undefined
}

/** `<answer>5</answer>`; a box within is later. */
function tagged(text: string): Place | undefined {
  const end = text.lastIndexOf('</answer>')
  const begin = end < 0 ? -1 : text.lastIndexOf('<answer>', end)
  const answer = begin < 0 ? '' : text.slice(begin + '<answer>'.length, end)
  return answer.trim() === '' ? undefined : { begin, at: begin, answer }
}

/** The last place of `text` that says what the answer is, in words or a tag. */
export function lastAnnounced(text: string): Place | undefined {
  const said = lastSaid(text)
  const tag = tagged(text)
  return tag && (!said || tag.at > said.at) ? tag : said
}

function lastSaid(text: string): Place | undefined {
  let last: RegExpExecArray | undefined
  let seen = 0
  for (const found of text.matchAll(ANNOUNCEMENT)) {
    // "is the answer: ..." goes on; an announcement with no value behind it announces nothing.
    const behind = text.slice(found.index + found[0].length, found.index + found[0].length + 200)
    if (behind.trim() !== '' && !NO_ANSWER.test(behind)) last = found
    if (++seen > MAX_ANNOUNCEMENTS) break
  }
  const before = beforeAnnouncement(text)
  if (!last) return before
  const end = last.index + last[0].length
  if (before && before.at > end) return before
  const sentence = sentenceAt(text, end)
  const doubt = doubted(text, last.index)
  const answer = doubt === undefined ? within(sentence) : text.slice(doubt, end) + sentence
  return { begin: last.index, at: last.index, answer }
}
