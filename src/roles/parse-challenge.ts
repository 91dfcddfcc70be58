import { conforms } from '../verify/index.js'
import type { Task, TaskRequest } from '../words.js'
import { lastObject, parseLooseJson } from './last-object.js'
import { isLetterAlone, letterOf, readLetter, splitOptions } from './options.js'
import type { FormatReason } from './reasons.js'
import type { ChallengerTemplate } from './templates/template-set.js'

const MAX_QUESTION = 20_000
const MAX_ANSWER = 1000
const MAX_QUOTES = 32
const OPTIONS = 4

type ReadAs = ChallengerTemplate['reads']['as']

export type ParsedChallenge =
  | { readonly valid: true; readonly task: Task }
  | { readonly valid: false; readonly reason: FormatReason }

export interface ChallengeText {
  /** The decoded completion without its stop token. */
  readonly text: string
  readonly stopReason: 'stop' | 'length'
}

/** The parts of a task before they are checked. */
interface Draft {
  readonly question: string
  readonly answer: string
  readonly quotes: readonly string[]
}

/**
 * Reads a Challenger's text as the task that was asked for. Total: any text gives a task or one of the closed list of
 * reasons; work is bounded.
 */
export function parseChallenge(
  challenge: ChallengeText,
  request: TaskRequest,
  reads: ChallengerTemplate['reads'],
  specialTokens: readonly string[],
): ParsedChallenge {
  const draft =
    reads.as === 'marked'
      ? draftFromMarker(challenge, reads.marker, specialTokens)
      : draftFromObject(challenge, reads.fields, request)
  if (typeof draft === 'string') return { valid: false, reason: draft }
  const task = taskFrom(draft, request, reads.as)
  return typeof task === 'string' ? { valid: false, reason: task } : { valid: true, task }
}

function draftFromMarker(
  { text, stopReason }: ChallengeText,
  marker: string,
  specialTokens: readonly string[],
): Draft | FormatReason {
  if (stopReason === 'length') return 'truncated'
  const at = text.indexOf(marker)
  if (at < 0) return 'no-answer-marker'
  const question = text.slice(0, at).trim()
  const answer = text.slice(at + marker.length).trim()
  if ([marker, ...specialTokens].some((token) => question.includes(token) || answer.includes(token)))
    return 'repeated-marker'
  return { question, answer, quotes: [] }
}

type Fields = Extract<ChallengerTemplate['reads'], { as: 'json' }>['fields']

function draftFromObject(
  { text, stopReason }: ChallengeText,
  fields: Fields,
  request: TaskRequest,
): Draft | FormatReason {
  const source = lastObject(text)
  if (source === null) return stopReason === 'length' ? 'truncated' : 'no-object'
  const parsed = parseLooseJson(source)
  if (typeof parsed !== 'object' || parsed === null) return 'bad-json'
  const object = parsed as Record<string, unknown>
  for (const name of [fields.question, fields.answer])
    if (!Object.hasOwn(object, name)) return 'missing-field'
  const question = scalarText(object[fields.question])
  const answer = scalarText(object[fields.answer])
  if (question === null || answer === null) return 'wrong-field-type'
  if (question === '' && answer === '') return 'abstained'
  if (fields.answerType !== undefined) {
    if (!Object.hasOwn(object, fields.answerType)) return 'missing-field'
    const type = scalarText(object[fields.answerType])
    if (type?.toLowerCase() !== request.answerType) return 'wrong-answer-type'
  }
  return { question, answer, quotes: quotesOf(fields.quotes === undefined ? [] : object[fields.quotes]) }
}

/** Text, numbers, truth values, and lists of these as one trimmed text; null for anything else. */
function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim()
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value)
  if (!Array.isArray(value) || value.length > 100) return null
  const items = value.map((item) => (Array.isArray(item) ? null : scalarText(item)))
  return items.includes(null) ? null : items.join(', ')
}

function quotesOf(value: unknown): string[] {
  const items = Array.isArray(value) ? value.slice(0, MAX_QUOTES) : [value]
  return items.filter((item): item is string => typeof item === 'string' && item.trim() !== '')
}

function taskFrom(
  { question, answer, quotes }: Draft,
  request: TaskRequest,
  readAs: ReadAs,
): Task | FormatReason {
  if (question === '' && answer === '') return 'abstained'
  if (question === '') return 'empty-question'
  if (answer === '') return 'empty-answer'
  if (question.length > MAX_QUESTION || answer.length > MAX_ANSWER) return 'too-long'
  if (request.format === 'free-form') {
    if (!conforms(request.answerType, answer)) return 'gold-not-of-type'
    return { ...request, question, options: [], gold: answer, quotes }
  }
  const { options } = splitOptions(question)
  if (options.length !== OPTIONS || options.includes('')) return 'option-count'
  if (new Set(options.map(folded)).size !== OPTIONS) return 'duplicate-options'
  const letter = keyLetter(answer, options, readAs)
  if (letter === null || !isLetterOf(options, letter)) return 'bad-letter'
  return { ...request, question, options, gold: letter, quotes }
}

/**
 * The letter that a key means. An option's text may itself be a letter, so the order decides: a JSON field asks for the
 * letter, so that a letter alone is one (as in `verify`); after a marker stands the option's text.
 */
function keyLetter(key: string, options: readonly string[], readAs: ReadAs): string | null {
  const alone = readAs === 'json' && isLetterAlone(key) ? readLetter(key) : null
  if (alone !== null && isLetterOf(options, alone)) return alone
  const at = options.indexOf(key)
  return at < 0 ? readLetter(key) : letterOf(at)
}

function isLetterOf(options: readonly string[], letter: string): boolean {
  return letter.charCodeAt(0) - 65 < options.length
}

function folded(option: string): string {
  return option
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[\s.,;]+$/, '')
}
