import { z } from 'zod'
import { splitOptions } from '../roles/index.js'
import { conforms, extractAnswer } from '../verify/index.js'
import type { GoldType } from '../words.js'
import { inferGold, inferMathGold } from './infer-gold.js'
import type { EvalQuestion } from './question.js'

type Reading = Omit<EvalQuestion, 'id'>

/** Reads one published shape of a row; undefined if the row does not have it. */
interface RowFormat {
  readonly name: string
  read(row: Readonly<Record<string, unknown>>): Reading | undefined
}

const text = z.string().min(1).max(200_000)
const answer = z.union([z.string().min(1).max(20_000), z.number().transform(String)])
const options = z.array(z.string().max(20_000)).min(2).max(10)
const LETTERS = 'ABCDEFGHIJ'

function format<T>(name: string, schema: z.ZodType<T>, read: (row: T) => Reading | undefined): RowFormat {
  return {
    name,
    read: (row) => {
      const parsed = schema.safeParse(row)
      return parsed.success ? read(parsed.data) : undefined
    },
  }
}

/** Options that stand in the question itself are needed to read answers, not to ask. */
function shown(question: string, stated: readonly string[], answerType: GoldType) {
  const inside = answerType === 'choice' ? splitOptions(question).options : []
  return { options: stated.length > 0 ? stated : inside, optionsShown: inside.length > 0 }
}

const own = format(
  'spice',
  z.object({
    question: text,
    // A set of tasks has the field in every row.
    options: z.union([options, z.array(z.never()).max(0)]).optional(),
    answerType: z.enum(['choice', 'integer', 'float', 'expression', 'string', 'boolean', 'list']),
    gold: text,
    decimals: z.int().min(0).max(30).optional(),
  }),
  ({ question, options: choices = [], answerType, gold, decimals }) =>
    conforms(answerType, gold) || answerType === 'string'
      ? {
          question,
          ...shown(question, choices, answerType),
          answerType,
          gold,
          workedOut: true,
          ...(decimals === undefined ? {} : { decimals }),
        }
      : undefined,
)

const gsm8k = format('gsm8k', z.object({ question: text, answer: text }), (row) => {
  const final = /####\s*([^\n]+)\s*$/.exec(row.answer.slice(-200))?.[1]
  return final === undefined ? undefined : { question: row.question, options: [], ...inferMathGold(final) }
})

const olympiad = format(
  'olympiadbench',
  z.object({
    question: text,
    context: z.string().nullish(),
    final_answer: z.array(z.string()).min(1),
    unit: z.string().nullish(),
    error: z.string().nullish(),
  }),
  (row) => {
    const gold = inferMathGold(row.final_answer.join(', '))
    const question = row.context ? `${row.context}\n\n${row.question}` : row.question
    const error = Number(row.error)
    if (!row.error || !(error > 0) || !conforms('float', gold.gold)) return { question, options: [], ...gold }
    const decimals = Math.max(0, Math.round(-Math.log10(error)))
    return { question, options: [], answerType: 'float', gold: gold.gold, decimals }
  },
)

/** AMC and AIME give whole numbers, AMC as `27.0`. */
const math = format('math', z.object({ problem: text, answer }), (row) => ({
  question: row.problem,
  options: [],
  ...inferMathGold(row.answer.replace(/^(-?\d+)\.0$/, '$1')),
}))

/** Only a solution whose last box holds the answer; decimals have to agree to the places that are given. */
const boxedSolution = format('minerva', z.object({ problem: text, solution: text }), (row) => {
  const found = extractAnswer(row.solution, 'boxed')
  if (!found.found) return undefined
  const gold = inferMathGold(found.answer)
  const places = /^[+-]?\d*\.(\d+)$/.exec(gold.gold)?.[1]?.length
  if (places === undefined) return { question: row.problem, options: [], ...gold }
  return { question: row.problem, options: [], answerType: 'float', gold: gold.gold, decimals: places }
})

/** MMLU-Pro (`answer`) and SuperGPQA (`answer_letter`). */
const lettered = format(
  'options',
  z.object({ question: text, options, answer: z.string().optional(), answer_letter: z.string().optional() }),
  (row) => {
    const gold = (row.answer_letter ?? row.answer ?? '').trim().toUpperCase()
    if (gold.length !== 1 || LETTERS.indexOf(gold) >= row.options.length) return undefined
    return conforms('choice', gold)
      ? { question: row.question, options: row.options, answerType: 'choice', gold }
      : undefined
  },
)

/** GPQA keeps the right option apart from the wrong ones. */
const gpqa = format(
  'gpqa',
  z.object({
    Question: text,
    'Correct Answer': text,
    'Incorrect Answer 1': text,
    'Incorrect Answer 2': text,
    'Incorrect Answer 3': text,
  }),
  (row) => ({
    question: row.Question.trim(),
    options: [
      row['Correct Answer'],
      row['Incorrect Answer 1'],
      row['Incorrect Answer 2'],
      row['Incorrect Answer 3'],
    ].map((option) => option.trim()),
    unordered: true,
    answerType: 'choice',
    gold: 'A',
  }),
)

const bigBench = format('bbeh', z.object({ input: text, target: answer }), (row) => ({
  question: row.input,
  options: [],
  ...inferGold(row.target),
}))

/** A plain pair; a long answer is an explanation, which no rule can compare. */
const pair = format('pair', z.object({ question: text, answer, options: z.undefined().optional() }), (row) =>
  row.answer.length <= 100 ? { question: row.question, options: [], ...inferGold(row.answer) } : undefined,
)

/** Tried in this order: the first shape that a row has decides. */
const FORMATS: readonly RowFormat[] = [
  own,
  lettered,
  gpqa,
  olympiad,
  gsm8k,
  math,
  boxedSolution,
  bigBench,
  pair,
]

export function readRow(row: unknown): Reading | undefined {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined
  for (const candidate of FORMATS) {
    const reading = candidate.read(row as Record<string, unknown>)
    if (reading) return reading
  }
  return undefined
}

/** Names of all formats, for messages. */
export const FORMAT_NAMES: readonly string[] = FORMATS.map(({ name }) => name)

/** The identity that a row states, if any. */
export function rowId(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null) return undefined
  for (const key of ['id', 'unique_id', 'idx', 'uuid', 'question_id', 'Record ID']) {
    const value = (row as Record<string, unknown>)[key]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return undefined
}
