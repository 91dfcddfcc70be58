import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../../src/random/index.js'
import { conforms } from '../../../../src/verify/index.js'
import { drawGeneral, ENTITIES, GENERAL_KINDS, readGeneral } from './index.js'

const facts = (name: string) =>
  Object.fromEntries(ENTITIES.find((entity) => entity.name === name)?.facts ?? [])

describe('the fact files', () => {
  it('name every entity once', () => {
    expect(new Set(ENTITIES.map(({ name }) => name)).size).toBe(ENTITIES.length)
    expect(ENTITIES.filter(({ domain }) => domain === 'element')).toHaveLength(92)
    expect(ENTITIES.filter(({ domain }) => domain === 'country')).toHaveLength(117)
    expect(ENTITIES.filter(({ domain }) => domain === 'animal')).toHaveLength(101)
  })

  it('agree with the periodic table: periods end at the noble gases', () => {
    const ends = [2, 10, 18, 36, 54, 86]
    for (const { name } of ENTITIES.filter(({ domain }) => domain === 'element')) {
      const { number, period, category } = facts(name)
      expect(Number(period)).toBe(1 + ends.filter((end) => Number(number) > end).length)
      expect(category === 'noble gas').toBe(ends.includes(Number(number)))
    }
  })

  it('give each symbol, number and capital to one entity', () => {
    for (const relation of ['symbol', 'number', 'capital']) {
      const values = ENTITIES.flatMap((entity) => entity.facts.get(relation) ?? [])
      expect(new Set(values).size).toBe(values.length)
    }
  })

  it('are lower-case ASCII without marks that questions use', () => {
    for (const entity of ENTITIES) {
      for (const text of [entity.name, ...entity.facts.values()])
        expect(text).toMatch(/^[a-z0-9]+([ -][a-z0-9]+)*$/)
    }
  })
})

describe('readGeneral', () => {
  it.each([
    ['the symbol of iron', 'fe', 'string', null],
    ['the number of gold', '79', 'integer', null],
    ['the capital of new zealand', 'wellington', 'string', null],
    ['the leg count of spider', '8', 'integer', null],
    ['the element with symbol au', 'gold', 'string', null],
    ['the country with capital mexico city', 'mexico', 'string', null],
    ['the continent of the country with capital paris', 'europe', 'string', 'france'],
    ['the number of the element with symbol he', '2', 'integer', 'helium'],
    ['the number of gold minus that of iron', '53', 'integer', '79-26=53'],
    ['the leg count of ant plus that of spider', '14', 'integer', '6+8=14'],
    ['3 times the leg count of ant', '18', 'integer', '3*6=18'],
    ['the one with greater number, iron or gold', 'gold', 'string', '26,79'],
    ['the capital of france and of new zealand', 'paris, wellington', 'list', null],
    ['the class of ant is insect', 'true', 'boolean', 'insect'],
    ['the class of ant is bird', 'false', 'boolean', 'insect'],
    ['france and spain have the same continent', 'true', 'boolean', 'europe, europe'],
    ['gold, helium, iron by number', 'helium, iron, gold', 'list', '79,2,26'],
  ])('%s is %s', (phrase, answer, type, work) => {
    expect(readGeneral(phrase)).toMatchObject({ answer, type, work })
  })

  it.each([
    'the capital of iron',
    'the capital of atlantis',
    'the number of iron minus that of gold',
    'the one with greater leg count, ant or bee',
    'gold, gold, iron by number',
    'the symbol of iron and of france',
    'x'.repeat(300),
  ])('has no answer for %s', (phrase) => {
    expect(readGeneral(phrase)).toBeNull()
  })
})

describe('drawGeneral', () => {
  it('stays within the entities of its split, rivals included', () => {
    const rng = randomStream({ seed: 3, iteration: 0, purpose: 'test', index: 1 })
    const kinds = new Set<string>()
    for (const split of ['pretraining', 'corpus', 'evaluation'] as const) {
      const elsewhere = ENTITIES.filter((entity) => entity.split !== split).map(({ name }) => name)
      for (let i = 0; i < 600; i++) {
        const fact = drawGeneral(rng, split)
        kinds.add(fact.kind)
        for (const { entity } of fact.needs) expect(entity.split).toBe(split)
        for (const rival of fact.rivals) expect(elsewhere).not.toContain(rival)
        expect(conforms(fact.type, fact.answer)).toBe(true)
      }
    }
    expect(kinds).toEqual(new Set(GENERAL_KINDS.map(({ name }) => name)))
  })
})
