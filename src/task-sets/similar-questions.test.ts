import { describe, expect, it } from 'vitest'
import type { Task } from '../words.js'
import { SimilarQuestions } from './similar-questions.js'

const free = (question: string, gold: string): Task => ({
  format: 'free-form',
  answerType: 'string',
  question,
  options: [],
  gold,
  quotes: [],
})
const choice = (question: string, options: string[], gold: string): Task => ({
  format: 'mcq',
  answerType: 'choice',
  question: [question, ...options.map((option, i) => `${'ABCD'[i]}) ${option}`)].join(' '),
  options,
  gold,
  quotes: [],
})
const news = (tasks: readonly Task[]) => {
  const known = new SimilarQuestions()
  return tasks.map((task) => known.add(task))
}

describe('SimilarQuestions', () => {
  it('knows a question again in another case, order of words, or with other words of no content', () => {
    const first = free('What is the capital of France?', 'Paris')
    for (const same of [
      'WHAT is the capital of France',
      'Which city is the capital of France?',
      'the France capital is?',
    ])
      expect(news([first, free(same, 'Paris')]), same).toEqual([true, same.includes('city')])
  })

  it('drops the same question with another answer: one of the two is wrong', () => {
    expect(
      news([free('What is the capital of France?', 'Paris'), free('what is the capital of france', 'Lyon')]),
    ).toEqual([true, false])
  })

  it('compares content words by their share: 4 of 5 are the same, 3 of 5 are not', () => {
    const first = free('dense metals boil violently slowly', 'tin')
    expect(news([first, free('dense metals boil violently', 'tin')])).toEqual([true, false])
    expect(news([first, free('dense metals boil', 'tin')])).toEqual([true, true])
    expect(news([first, free('dense metals boil violently', 'lead')])).toEqual([true, true])
  })

  it('tells questions apart by their numbers, whatever else they share', () => {
    const asked = (n: number) =>
      free(`How long does a stone of mass ${n} fall from the tower onto the pavement below?`, '4')
    expect(news([asked(3), asked(7), asked(3)])).toEqual([true, true, false])
  })

  it("takes the right option's text for the answer, not its letter", () => {
    const question = 'Which metal melts first?'
    const first = choice(question, ['tin', 'iron', 'lead', 'zinc'], 'A')
    expect(news([first, choice(question, ['iron', 'tin', 'lead', 'zinc'], 'B')])).toEqual([true, false])
    expect(news([first, choice(question, ['gold', 'iron', 'ruby', 'zinc'], 'A')])).toEqual([true, true])
  })

  it('works on questions without a single word', () => {
    expect(news([free('2+2?', '4'), free('∑?', '4'), free('∫?', '4'), free('∑?', '4')])).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})
