import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SpiceError } from '../errors.js'
import { inferGold, inferMathGold } from './infer-gold.js'
import { loadEvalSet } from './load-set.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spice-evals-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const put = async (name: string, content: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}
const first = async (row: object) => {
  const { questions } = await loadEvalSet(await put('set.jsonl', JSON.stringify(row)))
  return questions[0]
}

describe('loadEvalSet reads', () => {
  it('our own rows', async () => {
    expect(
      await first({ id: 'm1', question: 'which?', options: ['x', 'y'], answerType: 'choice', gold: 'B' }),
    ).toEqual({
      id: 'm1',
      question: 'which?',
      options: ['x', 'y'],
      optionsShown: false,
      answerType: 'choice',
      gold: 'B',
      workedOut: true,
    })
    const shown = await first({ id: 2, question: 'which? A) x B) y', answerType: 'choice', gold: 'B' })
    expect(shown).toMatchObject({ id: '2', options: ['x', 'y'], optionsShown: true })
  })

  it.each<[string, object, object]>([
    [
      'GSM8K',
      { question: 'How many?', answer: '3*400=<<3*400=1200>>1,200 eggs\n#### 1,200' },
      { question: 'How many?', answerType: 'integer', gold: '1200' },
    ],
    [
      'MATH-500',
      { problem: 'P', solution: 's', answer: '\\frac{3}{4}', unique_id: 'a/1.json', level: 2 },
      { id: 'a/1.json', question: 'P', answerType: 'expression', gold: '\\frac{3}{4}' },
    ],
    [
      'AMC',
      { id: 3, problem: 'P', question: 'P', answer: 27.0 },
      { id: '3', answerType: 'integer', gold: '27' },
    ],
    ['AIME', { id: 60, problem: 'P', answer: '025' }, { answerType: 'integer', gold: '025' }],
    [
      'Minerva',
      { problem: 'P', solution: 'thus \\boxed{1.6} \\mathrm{~cm}', idx: 0 },
      { id: '0', answerType: 'float', gold: '1.6', decimals: 1 },
    ],
    [
      'OlympiadBench',
      { id: 9, context: 'C', question: 'Q', final_answer: ['4.2'], unit: null, error: '1e-1' },
      { question: 'C\n\nQ', answerType: 'float', gold: '4.2', decimals: 1 },
    ],
    [
      'MMLU-Pro',
      { question_id: 5, question: 'Q', options: ['a', 'b', 'c'], answer: 'C', answer_index: 2 },
      { id: '5', options: ['a', 'b', 'c'], answerType: 'choice', gold: 'C' },
    ],
    [
      'SuperGPQA',
      { uuid: 'u', question: 'Q', options: ['a', 'b'], answer: 'b', answer_letter: 'B' },
      { id: 'u', answerType: 'choice', gold: 'B' },
    ],
    [
      'GPQA',
      {
        Question: 'Q',
        'Correct Answer': 'r',
        'Incorrect Answer 1': 's',
        'Incorrect Answer 2': 't',
        'Incorrect Answer 3': 'u',
      },
      { options: ['r', 's', 't', 'u'], unordered: true, answerType: 'choice', gold: 'A' },
    ],
    [
      'a plain pair',
      { question: 'Capital of Peru?', answer: 'Lima' },
      { answerType: 'string', gold: 'Lima' },
    ],
  ])('%s', async (_, row, expected) => expect(await first(row)).toMatchObject(expected))

  it('BBEH, a JSON object of examples', async () => {
    const examples = [
      { input: 'Q1', target: '(B)' },
      { input: 'Q2', target: 'yes, unknown' },
    ]
    const set = await loadEvalSet(await put('bbeh.json', JSON.stringify({ canary: 'x', examples })))
    expect(set.name).toBe('bbeh')
    expect(set.questions.map(({ answerType, gold }) => [answerType, gold])).toEqual([
      ['choice', 'B'],
      ['list', 'yes, unknown'],
    ])
  })

  it('Parquet: lists, wide integers, no more rows than asked for', async () => {
    const path = join(folder, 'set.parquet')
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: [5n, 6n], type: 'INT64' },
        { name: 'question', data: ['which?', 'how many?'], type: 'STRING' },
        { name: 'options', data: [['x', 'y'], []], type: 'JSON' },
        { name: 'answerType', data: ['choice', 'integer'], type: 'STRING' },
        { name: 'gold', data: ['B', '4'], type: 'STRING' },
      ],
    })
    await writeFile(path, new Uint8Array(file))
    const { name, questions } = await loadEvalSet(path)
    expect(name).toBe('set')
    expect(questions).toMatchObject([
      { id: '5', question: 'which?', options: ['x', 'y'], gold: 'B' },
      { id: '6', answerType: 'integer', gold: '4', options: [] },
    ])
    expect((await loadEvalSet(path, { maxQuestions: 1 })).questions).toHaveLength(1)
    await writeFile(path, new Uint8Array(file).subarray(0, 100))
    await expect(loadEvalSet(path)).rejects.toThrow(/set\.parquet is broken Parquet/)
  })

  it('no more than asked for, and keeps identities apart', async () => {
    const row = JSON.stringify({ id: 'same', question: 'Q', answer: '1' })
    const path = await put('a.jsonl', `${row}\n\n${row}\n${row}`)
    expect((await loadEvalSet(path)).questions.map(({ id }) => id)).toEqual(['same', 'same@3', 'same@4'])
    expect((await loadEvalSet(path, { maxQuestions: 2 })).questions).toHaveLength(2)
  })
})

describe('loadEvalSet refuses', () => {
  it.each<[string, string, string, RegExp]>([
    [
      'an unknown shape',
      'a.jsonl',
      '{"question":"Q","answer":"1"}\n{"q":"Q"}',
      /a\.jsonl:2 has no known shape/,
    ],
    ['a gold of another type', 'a.jsonl', '{"question":"Q","answerType":"integer","gold":"x"}', /a\.jsonl:1/],
    [
      'a key beyond the options',
      'a.jsonl',
      '{"question":"Q","options":["a","b"],"answer":"C"}',
      /a\.jsonl:1/,
    ],
    ['broken JSON', 'a.jsonl', '{"question":', /a\.jsonl:1 is broken JSON/],
    ['an empty file', 'a.jsonl', '\n', /has no questions/],
    ['no array', 'a.json', '{"rows":1}', /is no array/],
  ])('%s', async (_, name, content, message) => {
    const error: unknown = await loadEvalSet(await put(name, content)).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(SpiceError)
    expect((error as SpiceError).code).toBe('input')
    expect((error as SpiceError).message).toMatch(message)
  })

  it('a missing file', async () => {
    await expect(loadEvalSet(join(folder, 'none.jsonl'))).rejects.toThrow(/none\.jsonl cannot be read/)
  })
})

describe('inferred types', () => {
  it.each([
    ['42', 'integer', '42'],
    ['10,\\!080', 'integer', '10080'],
    ['\\text{Evelyn}', 'string', 'Evelyn'],
    ['\\text{(B)}', 'choice', 'B'],
    ['1,-2', 'list', '1,-2'],
    ['\\left( 3, \\frac{\\pi}{2} \\right)', 'expression', '\\left( 3, \\frac{\\pi}{2} \\right)'],
    ['$2^{1009}$', 'expression', '2^{1009}'],
    ['0.15', 'expression', '0.15'],
  ])('of mathematics: %s', (published, answerType, gold) =>
    expect(inferMathGold(published)).toEqual({ answerType, gold }))

  it.each([
    ['(C)', 'choice', 'C'],
    ['-147', 'integer', '-147'],
    ['418.0', 'float', '418.0'],
    ['Yes', 'boolean', 'yes'],
    ['65, 1', 'list', '65, 1'],
    ['walnut', 'string', 'walnut'],
  ])('of any subject: %s', (published, answerType, gold) =>
    expect(inferGold(published)).toEqual({ answerType, gold }))
})
