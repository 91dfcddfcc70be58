import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Pair, pairsOf } from './fixtures/pairs.js'
import { verify } from './index.js'

const read = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
const pairs = ['given-pairs.jsonl', 'own-pairs.jsonl'].flatMap((name) => pairsOf(read(name)))
/** Pairs whose expectation contradicts mathematics, with what we say instead. */
const disputed = JSON.parse(read('disputed.json')) as { id: string; match: boolean; why: string }[]

const said = ({ gold, prediction, mode }: Pair): string => {
  const { outcome, rule, goldForm, answerForm } = verify({ value: gold }, prediction, { mode })
  return `${outcome} by ${rule}: ${goldForm} and ${answerForm}`
}
const groups = [...new Set(pairs.map(({ suite, group }) => `${suite}, ${group}`))]

describe('pairs of gold and answer', () => {
  it.each(groups)('%s', (name) => {
    const wrong = pairs
      .filter(({ suite, group }) => `${suite}, ${group}` === name)
      .map((pair) => ({ pair, verdict: said(pair) }))
      .filter(({ pair, verdict }) => {
        const expected = disputed.find(({ id }) => id === pair.id)?.match ?? pair.expected
        return verdict.startsWith('match') !== expected
      })
      .map(({ pair, verdict }) => `${pair.id} ${pair.gold} | ${pair.prediction} | ${verdict}`)
    expect(wrong).toEqual([])
  })

  it('disputes only pairs that exist, against what they expect', () => {
    for (const { id, match, why } of disputed) {
      expect(pairs.find((pair) => pair.id === id)?.expected).toBe(!match)
      expect(why).not.toBe('')
    }
  })

  it('has verdicts that do not depend on which side is the gold, where neither has to be found in a text', () => {
    const plain = pairs.filter(
      ({ gold, prediction }) => !/boxed|[A-Za-z]{3,} [a-z]{2,}/.test(gold + prediction),
    )
    const lopsided = plain.filter(({ gold, prediction, mode }) => {
      const there = verify({ value: gold }, prediction, { mode })
      const back = verify({ value: prediction }, gold, { mode })
      return there.type === back.type && (there.outcome === 'match') !== (back.outcome === 'match')
    })
    expect(plain.length).toBeGreaterThan(500)
    expect(lopsided.map(({ id, gold, prediction }) => `${id} ${gold} | ${prediction}`)).toEqual([])
  })
})
