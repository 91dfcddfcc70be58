import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { bundledEvalFiles, loadEvalSet } from '../../src/evals/index.js'
import { verify } from '../../src/verify/index.js'
import { drawCorpus, drawCorpusFacts, drawEvaluation } from './data-sets.js'
import { ENTITIES, oracle, phraseOf, readChoices, readGeneral, readMath, splitOf } from './world/index.js'

const SPLIT: Record<string, string> = { math: 'evaluation', general: 'evaluation', 'corpus-facts': 'corpus' }

function linesOf(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

function canonicalOf(question: string): string {
  const phrase = phraseOf(readChoices(question)?.stem ?? question) as string
  return readMath(phrase)?.canonical ?? phrase
}

describe('the bundled files', () => {
  it('are what the recipe writes, byte for byte', async () => {
    const corpus = drawCorpus(1)
    const expected = {
      'corpus/micro-world': linesOf(corpus.map(({ text }) => ({ text }))),
      'evals/math': linesOf(drawEvaluation(1, 'math')),
      'evals/general': linesOf(drawEvaluation(1, 'general')),
      'evals/corpus-facts': linesOf(drawCorpusFacts(1, corpus)),
    }
    for (const [name, lines] of Object.entries(expected))
      expect(await readFile(new URL(`../${name}.jsonl`, import.meta.url), 'utf8')).toBe(lines)
  })

  it('ask nothing twice, of their split only, with golds that the oracle and the verifier accept', async () => {
    const files = await bundledEvalFiles()
    expect(files).toHaveLength(3)
    const seen = new Set<string>()
    for (const file of files) {
      const { name, questions } = await loadEvalSet(file)
      expect(questions.length).toBeGreaterThanOrEqual(400)
      for (const { question, gold, answerType, options } of questions) {
        const canonical = canonicalOf(question)
        expect(seen).not.toContain(canonical)
        seen.add(canonical)
        expect(oracle(question)).toBe(gold)
        const rule = { mode: 'anchored', anchor: '<ans>' } as const
        expect(verify({ type: answerType, value: gold, options }, `<ans> ${gold}`, rule).outcome).toBe(
          'match',
        )
        const phrase = phraseOf(readChoices(question)?.stem ?? question) as string
        const needs = readMath(phrase) === null ? (readGeneral(phrase)?.needs ?? []) : []
        const splits = needs.length > 0 ? needs.map(({ entity }) => entity.split) : [splitOf(canonical)]
        expect(new Set(splits)).toEqual(new Set([SPLIT[name]]))
      }
    }
  })

  it('hold a corpus that speaks of corpus entities and corpus problems only', () => {
    const elsewhere = ENTITIES.filter(({ split }) => split !== 'corpus')
    for (const { text, area, facts } of drawCorpus(1)) {
      for (const { phrase } of facts) {
        const math = readMath(phrase)
        if (area === 'math') expect(math && splitOf(math.canonical)).toBe('corpus')
        for (const { entity } of readGeneral(phrase)?.needs ?? []) expect(entity.split).toBe('corpus')
      }
      if (area === 'general') {
        const words = ` ${text.replace(/[.,]/g, '')} `
        for (const { name } of elsewhere) expect(words).not.toContain(`of ${name} `)
      }
    }
  })
})
