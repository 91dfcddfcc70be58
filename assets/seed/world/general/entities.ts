import { readFileSync } from 'node:fs'
import { SPLITS, type Split, splitOf } from '../split.js'

export const DOMAINS = ['element', 'country', 'animal'] as const
export type Domain = (typeof DOMAINS)[number]

export interface Entity {
  readonly name: string
  readonly domain: Domain
  /** Relation, in the words of the questions, to value: `leg count` -> `6`. */
  readonly facts: ReadonlyMap<string, string>
  readonly split: Split
}

/** Relations by their column in the fact files. */
const FILES: Record<Domain, { file: string; relations: readonly string[] }> = {
  element: { file: 'elements.tsv', relations: ['symbol', 'number', 'period', 'category'] },
  country: { file: 'countries.tsv', relations: ['capital', 'continent'] },
  animal: { file: 'animals.tsv', relations: ['class', 'leg count'] },
}

/** Relations whose value names one entity only. */
export const NAMING = ['symbol', 'number', 'capital']
export const COUNTING = ['number', 'leg count', 'period']

function readEntities(domain: Domain): Entity[] {
  const { file, relations } = FILES[domain]
  const rows = readFileSync(new URL(`../facts/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  return rows.map((row) => {
    const [name, ...values] = row.split('\t') as [string, ...string[]]
    const facts = new Map(relations.map((relation, i) => [relation, values[i] as string]))
    return { name, domain, facts, split: splitOf(`entity:${domain}:${name}`) }
  })
}

export const ENTITIES: readonly Entity[] = DOMAINS.flatMap(readEntities)

const BY_NAME = new Map(ENTITIES.map((entity) => [entity.name, entity]))
const BY_VALUE = new Map<string, Entity>(
  ENTITIES.flatMap((entity) =>
    [...entity.facts]
      .filter(([relation]) => NAMING.includes(relation))
      .map(([relation, value]) => [`${entity.domain} ${relation} ${value}`, entity] as const),
  ),
)

export function entityNamed(name: string | undefined): Entity | undefined {
  return name === undefined ? undefined : BY_NAME.get(name)
}

/** The element, country or animal that this value names. */
export function entityWith(domain: string, relation: string, value: string): Entity | undefined {
  return BY_VALUE.get(`${domain} ${relation} ${value}`)
}

/** The entities of a split (all without one), by domain. */
export function entitiesOf(domain: Domain, split?: Split): readonly Entity[] {
  return POOLS.get(`${domain} ${split}`) as Entity[]
}

const POOLS = new Map(
  DOMAINS.flatMap((domain) =>
    [undefined, ...SPLITS].map((split) => [
      `${domain} ${split}`,
      ENTITIES.filter(
        (entity) => entity.domain === domain && (split === undefined || entity.split === split),
      ),
    ]),
  ),
)

/** Values of a relation over the entities of a split, each once. */
export function valuesOf(relation: string, split: Split): readonly string[] {
  return VALUES.get(`${relation} ${split}`) as string[]
}

const VALUES = new Map(
  Object.values(FILES).flatMap(({ relations }) =>
    relations.flatMap((relation) =>
      SPLITS.map((split) => {
        const of = ENTITIES.filter((entity) => entity.split === split && entity.facts.has(relation))
        return [
          `${relation} ${split}`,
          [...new Set(of.map((entity) => entity.facts.get(relation) as string))],
        ] as const
      }),
    ),
  ),
)

export function namesOf(domain: Domain, split: Split): string[] {
  return entitiesOf(domain, split).map(({ name }) => name)
}
