import { EXTRACTION_MODES } from '../verify/index.js'
import { JUDGED_FORMS, JUDGED_TYPES, type JudgeDefaults, type Pair } from './pair.js'

/** What is wrong with a line, for the person who wrote it. */
export class BadLine extends Error {}

export type Row = Readonly<Record<string, unknown>>

/** The JSON object of one line. Throws `BadLine`. */
export function readRow(line: string): Row {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new BadLine(`not JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadLine('not an object')
  return value as Row
}

/**
 * The pair that a row states: `gold` and `prediction` (text, or a number that JSON keeps exactly), and optionally
 * `answerType`, `mode`, `form`, `options`, `decimals`. Null counts as missing. Throws `BadLine`.
 */
export function readPair(row: Row, defaults: JudgeDefaults): Pair {
  const type = oneOf(row, 'answerType', JUDGED_TYPES)
  return {
    gold: text(row, 'gold'),
    prediction: text(row, 'prediction'),
    // A type that an earlier verdict wrote is no one's word: it is inferred anew.
    type: (row.inferred === true ? undefined : type) ?? defaults.type,
    mode: oneOf(row, 'mode', EXTRACTION_MODES) ?? defaults.mode,
    form: oneOf(row, 'form', JUDGED_FORMS) ?? defaults.form,
    options: texts(row, 'options'),
    decimals: places(row) ?? defaults.decimals,
  }
}

/** The expectation that a row states, for those that carry the truth with them. Throws `BadLine`. */
export function readExpectation(row: Row): boolean | undefined {
  const value = own(row, 'expected')
  if (value === undefined || typeof value === 'boolean') return value
  throw new BadLine(`"expected" is ${kindOf(value)}, not true or false`)
}

function own(row: Row, field: string): unknown {
  return Object.hasOwn(row, field) && row[field] !== null ? row[field] : undefined
}

function text(row: Row, field: string): string {
  const value = own(row, field)
  if (typeof value === 'string') return value
  if (value === undefined) throw new BadLine(`"${field}" is missing`)
  if (typeof value !== 'number') throw new BadLine(`"${field}" is ${kindOf(value)}, not text`)
  const written = String(value)
  // JSON numbers are doubles: more digits than these have been rounded already.
  if (written.replace(/e.*|\D/g, '').length > 15 || !Number.isFinite(value)) {
    throw new BadLine(`"${field}" is a number too long to be exact: write it as text`)
  }
  return written
}

function oneOf<T extends string>(row: Row, field: string, allowed: readonly T[]): T | undefined {
  const value = own(row, field)
  if (value === undefined) return undefined
  const word = allowed.find((one) => typeof value === 'string' && one === value.toLowerCase())
  if (word !== undefined) return word
  throw new BadLine(`"${field}" is ${JSON.stringify(value).slice(0, 40)}, none of ${allowed.join(', ')}`)
}

function texts(row: Row, field: string): readonly string[] | undefined {
  const value = own(row, field)
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value
  throw new BadLine(`"${field}" is not a list of texts`)
}

function places(row: Row): number | undefined {
  const value = own(row, 'decimals')
  if (value === undefined) return undefined
  if (Number.isInteger(value) && (value as number) >= 0) return value as number
  throw new BadLine(`"decimals" is ${JSON.stringify(value).slice(0, 40)}, not a whole number from 0`)
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
