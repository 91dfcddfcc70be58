import type { RandomStream } from '../../../../src/random/index.js'
import { pick, weighted } from '../draw.js'
import type { Fact } from '../question.js'
import type { Split } from '../split.js'
import { DOMAINS, type Entity, entitiesOf } from './entities.js'
import { GENERAL_KINDS, type GeneralKind, type Reading } from './kinds.js'

export { ENTITIES, type Entity } from './entities.js'
export { GENERAL_KINDS } from './kinds.js'

/** A general fact with the entities it speaks of, answers included. */
export interface GeneralFact extends Fact {
  readonly needs: Reading['needs']
  readonly rivals: readonly string[]
}

/** Plain facts come up more often than riddles. */
const SHARES: Record<string, number> = { fact: 5, reverse: 2, hop: 2, combine: 1.5, claim: 1.5 }

function withKind(kind: GeneralKind, phrase: string): GeneralFact | null {
  const match = kind.pattern.exec(phrase)
  const reading = match && kind.solve(match)
  return reading && { ...reading, phrase, kind: kind.name, level: kind.level, area: 'general' }
}

/** Reads a phrase; null if it is none of ours. */
export function readGeneral(phrase: string): GeneralFact | null {
  if (phrase.length > 200) return null
  for (const kind of GENERAL_KINDS) {
    const fact = withKind(kind, phrase)
    if (fact !== null) return fact
  }
  return null
}

/** A few different entities of one split (or any), mostly of one domain. */
export function drawEntities(rng: RandomStream, count: number, split?: Split): Entity[] {
  const domain = pick(rng, DOMAINS)
  const alone = rng.integer(4) > 0
  const near = distinct(rng, alone ? count : count - 1, entitiesOf(domain, split))
  const far = alone
    ? []
    : [
        pick(
          rng,
          entitiesOf(
            pick(
              rng,
              DOMAINS.filter((other) => other !== domain),
            ),
            split,
          ),
        ),
      ]
  return rng.shuffle([...near, ...far])
}

function distinct<T>(rng: RandomStream, count: number, items: readonly T[]): T[] {
  const found = new Set<T>()
  while (found.size < count) found.add(pick(rng, items))
  return [...found]
}

/** A question about some of these entities, or null if this draw finds none. */
export function drawAbout(rng: RandomStream, entities: readonly Entity[]): GeneralFact | null {
  const kind = GENERAL_KINDS[
    weighted(
      rng,
      GENERAL_KINDS.map(({ name }) => SHARES[name] ?? 1),
    )
  ] as GeneralKind
  const phrase = kind.draw(rng, entities)
  return phrase === null ? null : withKind(kind, phrase)
}

/** A general fact all of whose entities belong to the split. */
export function drawGeneral(rng: RandomStream, split: Split): GeneralFact {
  for (;;) {
    const fact = drawAbout(rng, drawEntities(rng, 3, split))
    if (fact !== null) return fact
  }
}
