import { describe, expect, it } from 'vitest'
import { type ExtractionMode, extractAnswer } from './extract.js'

const answer = (text: string, mode: ExtractionMode, anchor?: string): string => {
  const found = extractAnswer(text, mode, anchor)
  return found.found ? found.answer : found.rule
}

describe('extractAnswer', () => {
  it.each([
    ['so \\boxed{5}', '5'],
    ['first \\boxed{4}, no: \\boxed{5}.', '5'],
    ['\\boxed{\\frac{1}{2}} is it', '\\frac{1}{2}'],
    ['\\fbox{B}', 'B'],
    ['\\boxed{\\boxed{7}}', '\\boxed{7}'],
    ['\\boxed{5} and then \\boxed{6', '5'],
    ['\\boxed{a \\} b}', 'a \\} b'],
    ['} } \\boxed {9}', '9'],
    ['\\boxed{}', 'extract/empty'],
    ['\\boxed{5} put it in \\boxed{ }', 'extract/empty'],
    ['\\boxed{\u200b\u2060}', 'extract/empty'],
    ['the answer is 5', 'extract/none'],
    ['\\boxed{5', 'extract/none'],
    ['', 'extract/none'],
  ])('boxed: %j', (text, expected) => expect(answer(text, 'boxed')).toBe(expected))

  it.each([
    ['9-7=2<ans> 22', '22'],
    ['<ans> 21<ans> 22', '22'],
    ['<ans> 22\nor 23', '22\nor 23'],
    ['9-7=2', 'extract/none'],
    ['the answer is 22', 'extract/none'],
    ['<ans> \\boxed{3}', '3'],
    ['\\boxed{3}<ans> 4', '4'],
    ['work<ans>', 'extract/empty'],
    ['<ans> \\boxed{3', 'extract/none'],
  ])('anchored with <ans>: %j', (text, expected) => expect(answer(text, 'anchored', '<ans>')).toBe(expected))

  it.each([
    ['Therefore the final answer is 3.14. I hope it helps.', '3.14.'],
    ['**Answer:** B', 'B'],
    ['Answer: 4\nWait.\nFinal answer: 5\nDone', '5'],
    ['The final answer is $\\boxed{12}$. Bye', '12'],
    ['\\boxed{3} so the answer is 4', '4'],
    ['we count 1, 2, 3, 4', 'extract/none'],
    ['The answer is 5. So \\boxed{7', 'extract/none'],
    ['\\boxed{5 The answer is 7', '7'],
  ])('anchored by words: %j', (text, expected) => expect(answer(text, 'anchored')).toBe(expected))

  it.each<[string, ExtractionMode, number]>([
    ['9-7=2<ans> 22', 'anchored', 5],
    ['ab \\boxed{\\boxed{1}}', 'boxed', 3],
    ['so: answer: 4', 'anchored', 4],
    ['4', 'auto', 0],
  ])('says where the answer of %j begins', (text, mode, begin) => {
    const anchor = text.includes('<ans>') ? '<ans>' : undefined
    expect(extractAnswer(text, mode, anchor)).toMatchObject({ begin })
  })

  it('auto takes a text that announces nothing as the answer, whole always', () => {
    expect(answer(' 22 ', 'auto')).toBe('22')
    expect(answer('\\boxed{3} trailing', 'auto')).toBe('3')
    expect(answer('\\boxed{3}', 'whole')).toBe('\\boxed{3}')
    expect(answer('x'.repeat(3000), 'auto')).toBe('extract/too-long')
  })
})
