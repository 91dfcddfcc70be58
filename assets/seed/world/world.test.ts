import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../src/random/index.js'
import {
  drawChoices,
  drawGeneral,
  drawGeneralDocument,
  drawMath,
  drawMathDocument,
  mathRivals,
  optionsText,
  oracle,
  questionOf,
  readChoices,
  readGeneral,
  sentenceOf,
  splitOf,
  workedStyle,
} from './index.js'

const stream = (index: number) => randomStream({ seed: 9, iteration: 0, purpose: 'test', index })

describe('oracle', () => {
  it.each([
    ['what is 62 mod 4?', '2'],
    ['  what is the symbol of iron?', 'fe'],
    ['true or false: 9 divides 72?', 'true'],
    ['what is 62 mod 4? A) 3 B) 2 C) 12 D) 1', 'B'],
    ['what is the capital of france? A) rome B) oslo C) bern D) paris', 'D'],
  ])('%s -> %s', (question, answer) => {
    expect(oracle(question)).toBe(answer)
  })

  it.each([
    '',
    'what is love?',
    'true or false: 62 mod 4?',
    'what is 452>425?',
    'what is 62 mod 4? A) 3 B) 5 C) 12 D) 1', // no right option
    'what is 62 mod 4? A) 2 B) 2 C) 12 D) 1', // two
    'what is 62 mod 4? A) 2 B) 5',
    'what is what is 1+1??',
  ])('knows no answer to %j', (question) => {
    expect(oracle(question)).toBeNull()
  })

  it('agrees with every fact that documents offer, as free form and as a choice', () => {
    const rng = stream(0)
    for (let i = 0; i < 400; i++) {
      const document = i % 2 ? drawMathDocument(rng, 'corpus') : drawGeneralDocument(rng, 'corpus')
      expect(document.facts.length).toBeGreaterThan(0)
      for (const fact of document.facts) {
        expect(oracle(questionOf(fact))).toBe(fact.answer)
        const choices = drawChoices(rng, fact, fact.rivals ?? mathRivals(fact))
        if (choices === null) expect(fact.type).toBe('boolean')
        else expect(oracle(questionOf(fact) + optionsText(choices.options))).toBe(choices.gold)
      }
    }
  })
})

describe('documents', () => {
  it('of math state three facts of different phrase, at least two of one type, in the wording of the questions', () => {
    const rng = stream(1)
    for (let i = 0; i < 200; i++) {
      const { text, facts } = drawMathDocument(rng, 'pretraining')
      expect(facts).toHaveLength(3)
      for (const fact of facts) expect(text).toContain(sentenceOf(fact))
      expect(facts[0]?.type).toBe(facts[1]?.type)
      expect(text.length).toBeLessThan(200)
    }
  })

  it('of general facts offer only questions whose premises they state', () => {
    const rng = stream(2)
    for (let i = 0; i < 200; i++) {
      const { text, facts } = drawGeneralDocument(rng)
      for (const { phrase } of facts) {
        const needs = readGeneral(phrase)?.needs ?? []
        expect(needs.length).toBeGreaterThan(0)
        for (const { entity, relation } of needs) {
          expect(text).toContain(entity.name)
          expect(text).toContain(entity.facts.get(relation))
        }
      }
    }
  })
})

describe('splitOf', () => {
  it('splits 60, 25, 15', () => {
    const counts = { pretraining: 0, corpus: 0, evaluation: 0 }
    for (let i = 0; i < 20_000; i++) counts[splitOf(`add:${i}+${i * 7}`)]++
    expect(Math.abs(counts.pretraining / 20_000 - 0.6)).toBeLessThan(0.02)
    expect(Math.abs(counts.corpus / 20_000 - 0.25)).toBeLessThan(0.02)
    expect(Math.abs(counts.evaluation / 20_000 - 0.15)).toBeLessThan(0.02)
  })
})

describe('drawChoices', () => {
  it('puts the answer under the gold letter among four different options, each letter equally often', () => {
    const rng = stream(3)
    const letters = { A: 0, B: 0, C: 0, D: 0 }
    for (let i = 0; i < 1000; i++) {
      const fact = i % 2 ? drawMath(rng, { split: 'corpus', type: 'integer' }) : drawGeneral(rng, 'corpus')
      const choices = drawChoices(rng, fact, 'rivals' in fact ? (fact.rivals as string[]) : [])
      if (choices === null) continue
      expect(new Set(choices.options).size).toBe(4)
      const gold = choices.gold as keyof typeof letters
      expect(choices.options['ABCD'.indexOf(gold)]).toBe(fact.answer)
      letters[gold]++
      expect(readChoices(`what is it?${optionsText(choices.options)}`)?.options).toEqual(choices.options)
    }
    for (const times of Object.values(letters)) expect(times).toBeGreaterThan(170)
  })
})

describe('workedStyle', () => {
  it.each([
    ['9-7=2,8-6=2<ans> 22', true],
    ['<ans> 22', false],
    [' <ans> 22', false],
    ['22', false],
  ])('%j -> %s', (text, worked) => {
    expect(workedStyle(text)).toBe(worked)
  })
})
