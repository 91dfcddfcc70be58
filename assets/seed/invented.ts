import type { RandomStream } from '../../src/random/index.js'
import type { AnswerType } from '../../src/words.js'
import { between, distinct, pick } from './world/draw.js'
import { ENTITIES, type Fact, sentenceOf, sentencesAbout, type WorldDocument } from './world/index.js'

/**
 * Documents about things that don't exist. Nobody can answer these from memory or by working them out, so whoever is
 * asked about them has to read: without them the Challenger answered questions about entities it had not been
 * trained on from memory, wrongly. They are never asked without the document.
 */
export function drawInventedDocument(rng: RandomStream): WorldDocument {
  return rng.integer(2) ? drawInventedMath(rng) : drawInventedGeneral(rng)
}

type InventedFact = WorldDocument['facts'][number]

const ONSETS = [
  'b',
  'd',
  'f',
  'g',
  'k',
  'l',
  'm',
  'n',
  'p',
  'r',
  's',
  't',
  'v',
  'z',
  'br',
  'gr',
  'st',
  'tr',
  'ch',
  'sh',
]
const RHYMES = ['a', 'e', 'i', 'o', 'u', 'an', 'el', 'in', 'or', 'um', 'ia', 'ay', 'ert', 'ond', 'uth']

/** Names and values of things that do exist: an invented one must not make a question of the real world. */
const REAL = new Set(ENTITIES.flatMap(({ name, facts }) => [name, ...facts.values()]))

function inventName(rng: RandomStream): string {
  for (;;) {
    const name = Array.from({ length: between(rng, 2, 3) }, () => pick(rng, ONSETS) + pick(rng, RHYMES)).join(
      '',
    )
    if (!REAL.has(name)) return name
  }
}

function inventSymbol(rng: RandomStream): string {
  for (;;) {
    const symbol = inventName(rng).slice(0, pick(rng, [2, 2, 3]))
    if (!REAL.has(symbol)) return symbol
  }
}

function inventNames(rng: RandomStream, count: number): string[] {
  const names = new Set<string>()
  while (names.size < count) names.add(inventName(rng))
  return [...names]
}

const CATEGORIES = [
  'alkali metal',
  'noble gas',
  'halogen',
  'metalloid',
  'nonmetal',
  'transition metal',
  'lanthanide',
  'actinide',
]
const CONTINENTS = ['europe', 'asia', 'africa', 'north america', 'south america', 'oceania']
const CLASSES = [
  'mammal',
  'bird',
  'fish',
  'reptile',
  'amphibian',
  'insect',
  'arachnid',
  'crustacean',
  'mollusc',
]

type Draw = (rng: RandomStream) => string

/** How a relation's value is made up, and what a wrong option looks like. */
const RELATIONS: Record<string, Record<string, { draw: Draw; rivals: readonly string[] | 'names' }>> = {
  element: {
    symbol: { draw: inventSymbol, rivals: 'names' },
    number: { draw: (rng) => String(between(rng, 119, 400)), rivals: [] },
    period: { draw: (rng) => String(between(rng, 1, 7)), rivals: ['1', '2', '3', '4', '5', '6', '7'] },
    category: { draw: (rng) => pick(rng, CATEGORIES), rivals: CATEGORIES },
  },
  country: {
    capital: { draw: inventName, rivals: 'names' },
    continent: { draw: (rng) => pick(rng, CONTINENTS), rivals: CONTINENTS },
  },
  animal: {
    class: { draw: (rng) => pick(rng, CLASSES), rivals: CLASSES },
    'leg count': { draw: (rng) => String(between(rng, 0, 12)), rivals: ['0', '2', '4', '6', '8', '10'] },
  },
}

function drawInventedGeneral(rng: RandomStream): WorldDocument {
  const domain = pick(rng, Object.keys(RELATIONS))
  const relations = RELATIONS[domain] as (typeof RELATIONS)[string]
  const entities = inventNames(rng, between(rng, 2, 3)).map((name) => {
    const stated = rng.shuffle(Object.keys(relations)).slice(0, 2)
    return {
      name,
      values: new Map(stated.map((each) => [each, (relations[each] as { draw: Draw }).draw(rng)])),
    }
  })
  const facts: InventedFact[] = []
  const add = (
    phrase: string,
    answer: string,
    type: AnswerType,
    work: string | null,
    rivals: readonly string[],
  ) => facts.push({ phrase, answer, type, work, rivals, kind: 'invented', level: 1, area: 'general' })
  for (const { name, values } of entities) {
    for (const [relation, value] of values) {
      const { draw, rivals } = relations[relation] as { draw: Draw; rivals: readonly string[] | 'names' }
      const type = /^\d+$/.test(value) ? 'integer' : 'string'
      add(
        `the ${relation} of ${name}`,
        value,
        type,
        null,
        rivals === 'names' ? Array.from({ length: 6 }, () => draw(rng)) : rivals,
      )
      const claimed = rng.integer(2) ? value : draw(rng)
      add(`the ${relation} of ${name} is ${claimed}`, String(claimed === value), 'boolean', value, [])
      if (['symbol', 'number', 'capital'].includes(relation)) {
        const names = [...entities.map((entity) => entity.name), ...inventNames(rng, 3)]
        add(`the ${domain} with ${relation} ${value}`, name, 'string', null, names)
      }
      const other = entities.find((entity) => entity.name !== name && entity.values.has(relation))
      const second = other?.values.get(relation)
      if (other && second !== undefined)
        add(`the ${relation} of ${name} and of ${other.name}`, `${value}, ${second}`, 'list', null, [
          `${second}, ${value}`,
        ])
    }
  }
  const sentences = entities.flatMap(({ name, values }) =>
    sentencesAbout(rng, { name, facts: values }, [...values.keys()]),
  )
  return { text: rng.shuffle(sentences).join(' '), area: 'general', facts }
}

/** Answers of each type that follow from nothing. */
const ANSWERS: Partial<Record<AnswerType, Draw>> = {
  integer: (rng) => String(between(rng, 0, pick(rng, [9, 99, 999, 9999]))),
  float: (rng) => `${between(rng, 0, pick(rng, [9, 99]))}.${between(rng, 1, 9)}`,
  expression: (rng) =>
    rng.integer(2)
      ? `${between(rng, 2, 40)}x+${between(rng, 1, 60)}`
      : `${between(rng, 1, 9)}/${between(rng, 2, 36)}`,
  list: (rng) => distinct(rng, between(rng, 2, 4), 1, pick(rng, [20, 99])).join(', '),
  string: inventName,
  boolean: (rng) => pick(rng, ['true', 'false']),
}

function drawInventedMath(rng: RandomStream): WorldDocument {
  const types = Object.keys(ANSWERS) as AnswerType[]
  const words = inventNames(rng, 2)
  const facts = Array.from({ length: 3 }, (): InventedFact => {
    const type = pick(rng, types)
    return {
      phrase: inventPhrase(rng, pick(rng, words)),
      answer: (ANSWERS[type] as Draw)(rng),
      type,
      work: null,
      kind: 'invented',
      level: 1,
      area: 'math',
      ...(type === 'string' ? { rivals: inventNames(rng, 6) } : {}),
    } satisfies Fact & { rivals?: readonly string[] }
  })
  const unique = [...new Map(facts.map((fact) => [fact.phrase, fact])).values()]
  return {
    text: pick(rng, ['notes: ', 'homework: ', '', '']) + unique.map(sentenceOf).join(' '),
    area: 'math',
    facts: unique,
  }
}

function inventPhrase(rng: RandomStream, word: string): string {
  const n = () => between(rng, 1, pick(rng, [9, 99, 99, 999]))
  return pick(rng, [
    () => `${word} of ${n()} and ${n()}`,
    () => `${n()} ${word} ${n()}`,
    () => `${word} if ${n()}x+${n()}=${n()}`,
    () => `${word} ${n()}(${n()}x-${n()})`,
    () => `${word} of ${n()}, ${n()}, ${n()}`,
    () => `${n()}.${between(rng, 0, 9)} ${word} ${n()}.${between(rng, 0, 9)}`,
    () => `${n()}/${n()} ${word}`,
    () => `(${n()}+${n()})*${n()} ${word}`,
  ])()
}
