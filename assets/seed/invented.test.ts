import { describe, expect, it } from 'vitest'
import { randomStream } from '../../src/random/index.js'
import { conforms } from '../../src/verify/index.js'
import { drawInventedDocument } from './invented.js'
import { ENTITIES, oracle, questionOf } from './world/index.js'

describe('drawInventedDocument', () => {
  const rng = randomStream({ seed: 2, iteration: 0, purpose: 'test', index: 0 })
  const documents = Array.from({ length: 400 }, () => drawInventedDocument(rng))

  it('makes no question of the real world', () => {
    for (const { facts } of documents) for (const fact of facts) expect(oracle(questionOf(fact))).toBeNull()
  })

  it('names nothing that exists', () => {
    const names = new Set(ENTITIES.map(({ name }) => name))
    for (const { facts } of documents) {
      for (const { phrase } of facts) {
        const subject = / of ([a-z]+)$/.exec(phrase)?.[1]
        if (subject !== undefined) expect(names).not.toContain(subject)
      }
    }
  })

  it('states what its questions ask, with answers of their types', () => {
    const types = new Set<string>()
    for (const { text, facts, area } of documents) {
      expect(facts.length).toBeGreaterThan(0)
      for (const { answer, type, phrase } of facts) {
        types.add(type)
        expect(conforms(type, answer)).toBe(true)
        if (area === 'math') expect(text).toContain(`${phrase} is ${answer}.`)
        else if (type !== 'boolean') for (const part of answer.split(', ')) expect(text).toContain(part)
      }
    }
    expect(types).toEqual(new Set(['integer', 'float', 'expression', 'string', 'boolean', 'list']))
  })
})
