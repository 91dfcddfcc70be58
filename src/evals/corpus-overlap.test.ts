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
  const other = { name: 't', questions: [question('in both sets', 'two three four five')] }
  expect(corpusOverlap(corpus, [set, other], { run: 4 })).toEqual([
    {
      set: 's',
      questions: 6,
      overlapping: ['shares four', 'short, whole'],
      share: 2 / 6,
      documents: 2,
      skippedDocuments: 0,
    },
    {
      set: 't',
      questions: 1,
      overlapping: ['in both sets'],
      share: 1,
      documents: 2,
      skippedDocuments: 0,
    },
  ])
  expect(corpusOverlap(corpus, [set], { run: 3 })[0]?.overlapping).toContain('shares three')
})

it('reads no more than it may, and says what it left out', () => {
  const corpus = [document('first words'), document('more words than may be read'), document('few')]
  const set = { name: 's', questions: [question('read', 'first words'), question('left', 'few')] }
  expect(corpusOverlap(corpus, [set], { maxCharacters: 20 })).toMatchObject([
    { overlapping: ['read'], documents: 1, skippedDocuments: 2 },
  ])
})
