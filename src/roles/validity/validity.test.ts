import { describe, expect, it } from 'vitest'
import { contaminationIndexOf } from '../../contamination/index.js'
import type { Task } from '../../words.js'
import { questionFingerprint, validityChecks } from './index.js'

const document = {
  id: '1',
  source: 'test',
  text: 'The capital of France is Paris. Its river is the Seine. Oslo has 17 bridges, and 3.5 ferries.\nLyon lies south.',
}
const free = (question: string, gold: string, answerType: Task['answerType'] = 'string'): Task => ({
  format: 'free-form',
  answerType,
  question,
  options: [],
  gold,
  quotes: [],
})
const mcq = (stem: string, options: string[], gold: string): Task => ({
  format: 'mcq',
  answerType: 'choice',
  question: `${stem} ${options.map((option, i) => `${'ABCD'[i]}) ${option}`).join(' ')}`,
  options,
  gold,
  quotes: [],
})
const fails = (name: keyof typeof validityChecks, task: Task, earlier: string[] = []) =>
  validityChecks[name].fails({ task, document, earlier: new Set(earlier) })

describe('answerInDocument', () => {
  it.each([
    [free('?', 'paris'), false],
    [free('?', 'Par'), true],
    [free('?', '17', 'integer'), false],
    [free('?', '7', 'integer'), true],
    [free('?', '3.5', 'float'), false],
    [free('?', 'Paris, Oslo', 'list'), false],
    [free('?', 'Paris, Rome', 'list'), true],
    [free('?', 'true', 'boolean'), false],
    [mcq('?', ['Rome', 'the Seine', 'x', 'y'], 'B'), false],
    [mcq('?', ['Rome', 'the Seine', 'x', 'y'], 'A'), true],
  ])('%j: %s', (task, failed) => {
    expect(fails('answerInDocument', task)).toBe(failed)
  })
})

describe('questionGrounded', () => {
  it('wants the content of question and answer within two adjacent sentences', () => {
    expect(fails('questionGrounded', free('what is the capital of france?', 'Paris'))).toBe(false)
    expect(fails('questionGrounded', free('which river is in old Paris?', 'Seine'))).toBe(false)
    expect(fails('questionGrounded', free('which broad river is in old Paris?', 'Seine'))).toBe(true)
    expect(fails('questionGrounded', free('which stream is in Paris?', 'Seine'))).toBe(true)
    expect(fails('questionGrounded', free('what is the river of Paris?', 'Seine'))).toBe(false)
    expect(fails('questionGrounded', free('what is the capital of france?', '17', 'integer'))).toBe(true)
    expect(fails('questionGrounded', free('how many bridges has oslo?', '17', 'integer'))).toBe(false)
  })
})

describe('answerLeaked', () => {
  it('finds the answer in the stem, unless it is one of the alternatives offered', () => {
    expect(fails('answerLeaked', free('what is Paris, the capital?', 'Paris'))).toBe(true)
    expect(fails('answerLeaked', free('which is larger, Paris or Lyon?', 'Lyon'))).toBe(false)
    expect(fails('answerLeaked', free('which is larger, Paris or Lyon?', 'Paris'))).toBe(false)
    expect(fails('answerLeaked', free('what is 117 + 1?', '17', 'integer'))).toBe(false)
    expect(fails('answerLeaked', free('what is the largest of 3, 17 and 5?', '17', 'integer'))).toBe(false)
    expect(fails('answerLeaked', free('how much is 17?', '17', 'integer'))).toBe(true)
    expect(fails('answerLeaked', mcq('which river?', ['Seine', 'Rhine', 'Po', 'Elbe'], 'A'))).toBe(false)
    expect(fails('answerLeaked', mcq('where is the Seine?', ['Seine', 'Rhine', 'Po', 'Elbe'], 'A'))).toBe(
      true,
    )
    expect(fails('answerLeaked', free('is it true?', 'true', 'boolean'))).toBe(false)
  })
})

describe('duplicateOfRun', () => {
  const asked = questionFingerprint(free('What is the capital of France?', 'Paris'))

  it('sees through order, case and function words, not through other content', () => {
    expect(fails('duplicateOfRun', free('of france, the capital is what?', 'paris'), [asked])).toBe(true)
    expect(fails('duplicateOfRun', free('What is the capital of Spain?', 'Paris'), [asked])).toBe(false)
    expect(fails('duplicateOfRun', free('What is the capital of France?', 'Lyon'), [asked])).toBe(false)
    expect(fails('duplicateOfRun', free('What is the capital of France?', 'Paris'))).toBe(false)
  })

  it('does not mind in which order options stand', () => {
    expect(questionFingerprint(mcq('which?', ['a', 'b', 'c', 'd'], 'B'))).toBe(
      questionFingerprint(mcq('which?', ['b', 'a', 'c', 'd'], 'A')),
    )
  })
})

describe('contaminated', () => {
  const contamination = contaminationIndexOf([
    { name: 'set', items: ['How many bridges does the old city of Oslo have in all?'] },
  ])
  const check = (question: string) =>
    validityChecks.contaminated.fails({
      task: free(question, '17'),
      document,
      earlier: new Set(),
      contamination,
    })

  it('finds the items of an evaluation set, lightly edited too', () => {
    expect(check('how many bridges does the old city of Oslo have in all')).toBe(true)
    expect(check('How many bridges does the old town of Oslo have in all?')).toBe(true)
    expect(check('How many ferries are there?')).toBe(false)
    expect(fails('contaminated', free('How many bridges does the old city of Oslo have in all?', '17'))).toBe(
      false,
    )
  })
})

describe('refersToText', () => {
  it.each([
    ['According to the text, who won?', true],
    ['What does this passage say?', true],
    ['As mentioned above, who won?', true],
    ['Based on the notes, who won?', true],
    ['Who is the author of Hamlet?', false],
    ['What is the source of the Nile?', false],
    ['How do I text a friend?', false],
  ])('%s: %s', (question, failed) => {
    expect(fails('refersToText', free(question, 'x'))).toBe(failed)
  })
})
