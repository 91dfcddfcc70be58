import type { DetailedVerdict } from '../verify/index.js'
import { type JudgeDefaults, judgePair } from './pair.js'
import { BadLine, type Row, readExpectation, readPair, readRow } from './read-pair.js'
import type { LineResult } from './tally.js'

export interface JudgeSettings {
  readonly defaults: JudgeDefaults
  /** Compare verdicts with the field `expected` of each line. */
  readonly check: boolean
  /** Stop at the first line that states no pair. */
  readonly strict: boolean
}

export interface JudgedLine {
  /** One line of JSON without its line break. */
  readonly text: string
  readonly result: LineResult
}

/** Longer lines are refused unread. A reasoning text of a million characters fits. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024
const MAX_GROUP_LENGTH = 100

/**
 * The line with the fields of its verdict, or an object `{line, error}` (with the line's `id`, if it has one) where it
 * states no pair. Fields of the line come back as they were written, to the byte, unless a verdict was among them.
 */
export function judgeLine(line: string, number: number, settings: JudgeSettings): JudgedLine {
  let row: Row = {}
  try {
    row = readRow(line)
    const pair = readPair(row, settings.defaults)
    const expected = settings.check ? readExpectation(row) : undefined
    const verdict = judgePair(pair)
    const { outcome, rule } = verdict
    const agrees = expected === undefined ? undefined : expected === (outcome === 'match')
    const gold = pair.gold.slice(0, 200)
    return {
      text: withFields(line, row, { ...verdictFields(verdict), ...(agrees === undefined ? {} : { agrees }) }),
      result: {
        outcome,
        group: groupOf(row),
        agrees,
        disagreement:
          expected === undefined || agrees !== false
            ? undefined
            : { line: number, id: row.id, expected, gold, outcome, rule },
      },
    }
  } catch (error) {
    return brokenLine(number, reasonOf(error), row)
  }
}

export function brokenLine(line: number, error: string, row: Row = {}): JudgedLine {
  const id = typeof row.id === 'string' || typeof row.id === 'number' ? { id: row.id } : {}
  return { text: JSON.stringify({ ...id, line, error }), result: { line, error } }
}

function groupOf({ group }: Row): string | undefined {
  if (typeof group !== 'string' && typeof group !== 'number') return undefined
  return String(group).slice(0, MAX_GROUP_LENGTH)
}

/** A stack that overflows on deep nesting, or a bug, costs its own line and no other. */
function reasonOf(error: unknown): string {
  if (error instanceof BadLine) return error.message
  return `can't be judged: ${error instanceof Error ? error.message : String(error)}`
}

/** The verdict as it goes out: its type under the name that a line gives it by. */
function verdictFields({ type, ...rest }: DetailedVerdict): Record<string, unknown> {
  return { answerType: type, ...rest }
}

const EARLIER = [
  'outcome',
  'rule',
  'extracted',
  'normalised',
  'goldForm',
  'answerForm',
  'inferred',
  'agrees',
] as const

function withFields(line: string, row: Row, fields: Record<string, unknown>): string {
  if (EARLIER.some((field) => Object.hasOwn(row, field)) || row.answerType === null) {
    return JSON.stringify({ ...row, ...fields })
  }
  const { answerType: _, ...rest } = fields
  const added = Object.hasOwn(row, 'answerType') ? rest : fields
  return `${line.slice(0, line.lastIndexOf('}'))},${JSON.stringify(added).slice(1)}`
}
