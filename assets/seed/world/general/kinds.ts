import type { RandomStream } from '../../../../src/random/index.js'
import { between, pick } from '../draw.js'
import type { Solved } from '../question.js'
import { COUNTING, type Entity, entityNamed, entityWith, NAMING, namesOf, valuesOf } from './entities.js'

/** What a question about entities comes to, and what one must know to answer it. */
export interface Reading extends Solved {
  /** The stated facts it rests on. */
  readonly needs: readonly { readonly entity: Entity; readonly relation: string }[]
  /** Answers of the same category, for options; empty: near numbers will do. */
  readonly rivals: readonly string[]
}

export interface GeneralKind {
  readonly name: string
  readonly level: number
  /** Matches the whole phrase. */
  readonly pattern: RegExp
  /** A phrase about some of these entities, or null if it finds none. */
  draw(rng: RandomStream, entities: readonly Entity[]): string | null
  solve(match: readonly string[]): Reading | null
}

const RELATION = '(symbol|number|period|category|capital|continent|class|leg count)'
const COUNT = `(${COUNTING.join('|')})`
const WITH = '(element|country) with (symbol|number|capital) (.+)'

function value(entity: Entity | undefined, relation: string): string | undefined {
  return entity?.facts.get(relation)
}

function typeOf(relation: string): 'integer' | 'string' {
  return COUNTING.includes(relation) ? 'integer' : 'string'
}

function rivalsOf(entity: Entity, relation: string): readonly string[] {
  return relation === 'number' ? [] : valuesOf(relation, entity.split)
}

/** Two different entities that share a counting relation, and the relation. */
function pairToCount(rng: RandomStream, entities: readonly Entity[], relations = COUNTING) {
  const [a, b] = rng.shuffle(entities)
  if (a === undefined || b === undefined || a.domain !== b.domain) return null
  const relation = pick(rng, relations)
  return a.facts.has(relation) ? { a, b, relation } : null
}

function counted(match: readonly string[], relation: string, first: number) {
  const entities = [entityNamed(match[first]), entityNamed(match[first + 1])] as const
  const [a, b] = entities
  const [x, y] = [value(a, relation), value(b, relation)]
  if (a === undefined || b === undefined || a === b || x === undefined || y === undefined) return null
  const needs = [a, b].map((entity) => ({ entity, relation }))
  return { a, b, x: Number(x), y: Number(y), needs }
}

const fact: GeneralKind = {
  name: 'fact',
  level: 1,
  pattern: new RegExp(`^the ${RELATION} of (.+)$`),
  draw: (rng, entities) => {
    const entity = pick(rng, entities)
    return `the ${pick(rng, [...entity.facts.keys()])} of ${entity.name}`
  },
  solve: (match) => {
    const [, relation, name] = match as [string, string, string]
    const entity = entityNamed(name)
    const answer = value(entity, relation)
    if (entity === undefined || answer === undefined) return null
    return {
      answer,
      type: typeOf(relation),
      work: null,
      needs: [{ entity, relation }],
      rivals: rivalsOf(entity, relation),
    }
  },
}

const reverse: GeneralKind = {
  name: 'reverse',
  level: 2,
  pattern: new RegExp(`^the ${WITH}$`),
  draw: (rng, entities) => {
    const entity = pick(rng, entities)
    const relation = pick(rng, NAMING)
    return entity.facts.has(relation)
      ? `the ${entity.domain} with ${relation} ${value(entity, relation)}`
      : null
  },
  solve: (match) => {
    const [, domain, relation, given] = match as [string, string, string, string]
    const entity = entityWith(domain, relation, given)
    if (entity === undefined) return null
    const rivals = namesOf(entity.domain, entity.split)
    return { answer: entity.name, type: 'string', work: null, needs: [{ entity, relation }], rivals }
  },
}

const hop: GeneralKind = {
  name: 'hop',
  level: 3,
  pattern: new RegExp(`^the ${RELATION} of the ${WITH}$`),
  draw: (rng, entities) => {
    const entity = pick(rng, entities)
    const by = pick(rng, NAMING)
    const relation = pick(rng, [...entity.facts.keys()])
    if (by === relation || !entity.facts.has(by)) return null
    return `the ${relation} of the ${entity.domain} with ${by} ${value(entity, by)}`
  },
  solve: (match) => {
    const [, relation, domain, by, given] = match as [string, string, string, string, string]
    const entity = entityWith(domain, by, given)
    const answer = value(entity, relation)
    if (entity === undefined || answer === undefined || relation === by) return null
    const needs = [relation, by].map((each) => ({ entity, relation: each }))
    return { answer, type: typeOf(relation), work: entity.name, needs, rivals: rivalsOf(entity, relation) }
  },
}

const combine: GeneralKind = {
  name: 'combine',
  level: 3,
  pattern: new RegExp(`^the ${COUNT} of (.+) (plus|minus) that of (.+)$`),
  draw: (rng, entities) => {
    const pair = pairToCount(rng, entities)
    return (
      pair && `the ${pair.relation} of ${pair.a.name} ${pick(rng, ['plus', 'minus'])} that of ${pair.b.name}`
    )
  },
  solve: (match) => {
    const [, relation, a, sign, b] = match as [string, string, string, string, string]
    const pair = counted([a, b], relation, 0)
    if (pair === null || (sign === 'minus' && pair.x < pair.y)) return null
    const answer = sign === 'plus' ? pair.x + pair.y : pair.x - pair.y
    const work = `${pair.x}${sign === 'plus' ? '+' : '-'}${pair.y}=${answer}`
    return { answer: String(answer), type: 'integer', work, needs: pair.needs, rivals: [] }
  },
}

const times: GeneralKind = {
  name: 'times',
  level: 2,
  pattern: /^(\d) times the (leg count|period) of (.+)$/,
  draw: (rng, entities) => {
    const entity = pick(rng, entities)
    const relation = pick(rng, ['leg count', 'period'])
    return entity.facts.has(relation) ? `${between(rng, 2, 9)} times the ${relation} of ${entity.name}` : null
  },
  solve: (match) => {
    const [, factor, relation, name] = match as [string, string, string, string]
    const entity = entityNamed(name)
    const count = value(entity, relation)
    if (entity === undefined || count === undefined) return null
    const answer = Number(factor) * Number(count)
    const work = `${factor}*${count}=${answer}`
    return { answer: String(answer), type: 'integer', work, needs: [{ entity, relation }], rivals: [] }
  },
}

const greater: GeneralKind = {
  name: 'greater',
  level: 3,
  pattern: new RegExp(`^the one with greater ${COUNT}, (.+) or (.+)$`),
  draw: (rng, entities) => {
    const pair = pairToCount(rng, entities)
    return pair && `the one with greater ${pair.relation}, ${pair.a.name} or ${pair.b.name}`
  },
  solve: (match) => {
    const pair = counted(match, match[1] as string, 2)
    if (pair === null || pair.x === pair.y) return null
    const answer = pair.x > pair.y ? pair.a : pair.b
    const rivals = namesOf(answer.domain, answer.split)
    return { answer: answer.name, type: 'string', work: `${pair.x},${pair.y}`, needs: pair.needs, rivals }
  },
}

const both: GeneralKind = {
  name: 'both',
  level: 2,
  pattern: new RegExp(`^the ${RELATION} of (.+) and of (.+)$`),
  draw: (rng, entities) => {
    const [a, b] = rng.shuffle(entities)
    if (a === undefined || b === undefined || a.domain !== b.domain) return null
    return `the ${pick(rng, [...a.facts.keys()])} of ${a.name} and of ${b.name}`
  },
  solve: (match) => {
    const [, relation, ...names] = match as [string, string, string, string]
    const [a, b] = names.map(entityNamed)
    const [x, y] = [value(a, relation), value(b, relation)]
    if (a === undefined || b === undefined || a === b || x === undefined || y === undefined) return null
    const needs = [a, b].map((entity) => ({ entity, relation }))
    const values = rivalsOf(a, relation)
    const rivals = values.length === 0 ? [] : values.flatMap((other) => [`${x}, ${other}`, `${other}, ${y}`])
    return { answer: `${x}, ${y}`, type: 'list', work: null, needs, rivals: [`${y}, ${x}`, ...rivals] }
  },
}

const claim: GeneralKind = {
  name: 'claim',
  level: 1,
  pattern: new RegExp(`^the ${RELATION} of (.+) is (.+)$`),
  draw: (rng, entities) => {
    const entity = pick(rng, entities)
    const [relation, truth] = pick(rng, [...entity.facts])
    return `the ${relation} of ${entity.name} is ${rng.integer(2) ? truth : pick(rng, valuesOf(relation, entity.split))}`
  },
  solve: (match) => {
    const [, relation, name, claimed] = match as [string, string, string, string]
    const entity = entityNamed(name)
    const truth = value(entity, relation)
    if (entity === undefined || truth === undefined) return null
    return {
      answer: String(truth === claimed),
      type: 'boolean',
      work: truth,
      needs: [{ entity, relation }],
      rivals: [],
    }
  },
}

const same: GeneralKind = {
  name: 'same',
  level: 2,
  pattern: /^(.+) and (.+) have the same (period|category|continent|class|leg count)$/,
  draw: (rng, entities) => {
    const [a, b] = rng.shuffle(entities)
    if (a === undefined || b === undefined || a.domain !== b.domain) return null
    const relation = pick(rng, [...a.facts.keys()])
    return NAMING.includes(relation) ? null : `${a.name} and ${b.name} have the same ${relation}`
  },
  solve: (match) => {
    const [, first, second, relation] = match as [string, string, string, string]
    const [a, b] = [entityNamed(first), entityNamed(second)]
    const [x, y] = [value(a, relation), value(b, relation)]
    if (a === undefined || b === undefined || a === b || x === undefined || y === undefined) return null
    const needs = [a, b].map((entity) => ({ entity, relation }))
    return { answer: String(x === y), type: 'boolean', work: `${x}, ${y}`, needs, rivals: [] }
  },
}

const ranked: GeneralKind = {
  name: 'ranked',
  level: 4,
  pattern: /^([^,]+), ([^,]+), ([^,]+) by number$/,
  draw: (rng, entities) => {
    const [a, b, c] = rng.shuffle(entities.filter(({ domain }) => domain === 'element'))
    return a && b && c ? `${a.name}, ${b.name}, ${c.name} by number` : null
  },
  solve: (match) => {
    const entities = match.slice(1).map(entityNamed)
    const known = entities.filter((entity) => entity?.domain === 'element') as Entity[]
    if (new Set(known).size !== 3) return null
    const number = (entity: Entity) => Number(value(entity, 'number'))
    const sorted = [...known].sort((a, b) => number(a) - number(b)).map(({ name }) => name)
    const [a, b, c] = sorted
    return {
      answer: sorted.join(', '),
      type: 'list',
      work: known.map(number).join(','),
      needs: known.map((entity) => ({ entity, relation: 'number' })),
      rivals: [`${c}, ${b}, ${a}`, `${b}, ${a}, ${c}`, `${a}, ${c}, ${b}`, `${b}, ${c}, ${a}`],
    }
  },
}

/** The more particular patterns first: `fact` and `reverse` would match what others mean. */
export const GENERAL_KINDS: readonly GeneralKind[] = [
  times,
  combine,
  greater,
  ranked,
  same,
  claim,
  both,
  hop,
  fact,
  reverse,
]
