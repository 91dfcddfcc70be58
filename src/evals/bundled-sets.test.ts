import { describe, expect, it } from 'vitest'
import { conforms, verify } from '../verify/index.js'
import { bundledEvalFiles, loadEvalSet } from './load-set.js'
import type { EvalSet } from './question.js'

const sets: EvalSet[] = await Promise.all((await bundledEvalFiles()).map((file) => loadEvalSet(file)))
const HOW = { mode: 'anchored', anchor: '<ans>', form: 'worked-out' } as const

describe('the bundled evaluation sets', () => {
  it.each(sets)('$name: golds are well formed and accepted', ({ questions }) => {
    expect(questions.length).toBeGreaterThan(99)
    for (const { answerType, gold, options, id } of questions) {
      expect(conforms(answerType, gold), id).toBe(true)
      expect(verify({ type: answerType, value: gold, options }, `<ans> ${gold}`, HOW).outcome, id).toBe(
        'match',
      )
    }
  })

  it.each(sets)('$name: repeating the question, or its end, is never the answer', ({ questions }) => {
    for (const { question, answerType, gold, options, id } of questions) {
      const words = question.replace(/\?.*$/, '').split(' ')
      const echoes = [question, words.join(' '), words.slice(2).join(' '), question.replace(/^.*\? ?/, '')]
      for (const echo of echoes) {
        const text = `<ans> ${echo}`
        expect(verify({ type: answerType, value: gold, options }, text, HOW).outcome, id).not.toBe('match')
      }
    }
  })

  it.each(sets)('$name: no identity occurs twice', ({ questions }) => {
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
  })
})
