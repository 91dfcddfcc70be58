import { expect, it } from 'vitest'
import type { Document } from '../words.js'
import { corpusOverlap } from './corpus-overlap.js'
import type { EvalQuestion } from './question.js'

const document = (text: string): Document => ({ id: text, text, source: 'test' })
const question = (id: string, text: string): EvalQuestion => ({
  id,
  question: text,
  options: [],
  answerType: 'string',
  gold: 'x',
})

it('finds shared runs of words and short questions that occur whole', () => {
  const corpus = [
    document('One, two THREE four five six. And so on.'),
    document('what is the capital of peru? it is lima.'),
  ]
  const set = {
    name: 's',
    questions: [
      question('shares four', 'say: two three four five!'),
      question('shares three', 'say two three four again'),
      question('short, whole', 'Capital of Peru'),
      question('short, other', 'capital of chile'),
      question('across documents', 'so on what is'),
      question('no words', '?!'),
    ],
  }
  expect(corpusOverlap(corpus, set, 4)).toEqual({
    questions: 6,
    overlapping: ['shares four', 'short, whole'],
    share: 2 / 6,
  })
  expect(corpusOverlap(corpus, set, 3).overlapping).toContain('shares three')
})
