import type { RandomStream } from '../../../src/random/index.js'
import { pick, weighted } from './draw.js'
import { drawAbout, drawEntities, type Entity, type GeneralFact } from './general/index.js'
import { drawMath } from './math/index.js'
import { type Fact, sentenceOf } from './question.js'
import type { Split } from './split.js'

/** A document with the facts that can be asked about it. */
export interface WorldDocument {
  readonly text: string
  readonly area: 'math' | 'general'
  /** Math: the facts stated. General: facts stated or that follow from what is stated. */
  readonly facts: readonly (Fact & { readonly rivals?: readonly string[] })[]
}

const HEADS = ['notes: ', 'homework: ', 'worked out: ', 'exercise book: ', '', '', '']
const TYPE_SHARES = { integer: 5, float: 2, expression: 2.5, string: 2, boolean: 1.5, list: 2 }

/** Longest text of one stated math fact: three of them make a short document. */
const LONGEST_FACT = 56

/** Three worked facts of different difficulty, at least two of them of one type, in the wording of the questions. */
export function drawMathDocument(rng: RandomStream, split: Split): WorldDocument {
  const types = Object.keys(TYPE_SHARES) as (keyof typeof TYPE_SHARES)[]
  const type = types[weighted(rng, Object.values(TYPE_SHARES))] as Fact['type']
  const levels = rng.shuffle(
    pick(rng, [
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 4],
      [1, 3, 4],
      [2, 3, 4],
    ]),
  )
  // Only integers have a level 4 of many kinds.
  const facts = levels.map((level, i) => {
    const wished = i < 2 ? type : pick(rng, types)
    return shortMath(rng, split, wished === 'integer' ? level : Math.min(level, 3), wished)
  })
  const text = pick(rng, HEADS) + rng.shuffle(facts).map(sentenceOf).join(' ')
  return { text, area: 'math', facts }
}

function shortMath(rng: RandomStream, split: Split, level: number, type: Fact['type']): Fact {
  for (;;) {
    const fact = drawMath(rng, {
      split,
      level: type === 'string' && level === 3 ? pick(rng, [2, 3]) : level,
      type,
    })
    if (sentenceOf(fact).length <= LONGEST_FACT) return fact
  }
}

/** Two or three entities with one or two facts each, mostly in the wording of the questions, and what follows. */
export function drawGeneralDocument(rng: RandomStream, split?: Split): WorldDocument {
  const entities = drawEntities(rng, pick(rng, [2, 2, 3]), split)
  const stated = entities.map((entity) => ({
    entity,
    relations: rng.shuffle([...entity.facts.keys()]).slice(0, entities.length === 2 ? 2 : pick(rng, [1, 2])),
  }))
  const known = new Set(
    stated.flatMap(({ entity, relations }) => relations.map((each) => `${entity.name} ${each}`)),
  )
  const facts = new Map<string, GeneralFact>()
  for (let attempt = 0; attempt < 30 || (facts.size === 0 && attempt < 300); attempt++) {
    const fact = drawAbout(rng, entities)
    if (fact?.needs.every(({ entity, relation }) => known.has(`${entity.name} ${relation}`)))
      facts.set(fact.phrase, fact)
  }
  const sentences = stated.flatMap(({ entity, relations }) => sentencesAbout(rng, entity, relations))
  const derived = [...facts.values()].filter(({ kind }) =>
    ['combine', 'greater', 'times', 'both'].includes(kind),
  )
  if (derived.length > 0 && rng.integer(3) > 0) sentences.push(sentenceOf(pick(rng, derived)))
  return { text: rng.shuffle(sentences).join(' '), area: 'general', facts: [...facts.values()] }
}

/** Sentences that state these facts of an entity. */
export function sentencesAbout(
  rng: RandomStream,
  entity: Pick<Entity, 'name' | 'facts'>,
  relations: readonly string[],
): string[] {
  const stated = relations.map((relation) => ({ relation, value: entity.facts.get(relation) as string }))
  if (rng.integer(5) === 0) {
    return [
      `${entity.name} has ${stated.map(({ relation, value }) => `${relation} ${value}`).join(' and ')}.`,
    ]
  }
  return stated.map(({ relation, value }) =>
    rng.integer(4) === 0
      ? `${value} is the ${relation} of ${entity.name}.`
      : `the ${relation} of ${entity.name} is ${value}.`,
  )
}
