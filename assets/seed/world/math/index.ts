import { type RandomStream, randomStream } from '../../../../src/random/index.js'
import { weighted } from '../draw.js'
import type { Fact } from '../question.js'
import { type Split, splitOf } from '../split.js'
import { ALGEBRA } from './algebra.js'
import { ARITHMETIC } from './arithmetic.js'
import { CHAINS } from './chains.js'
import type { MathKind } from './kind.js'
import { LISTS } from './lists.js'
import { NAMES } from './names.js'
import { RATIONAL } from './rational.js'
import { TRUTHS } from './truths.js'

export const MATH_KINDS: readonly MathKind[] = [
  ...ARITHMETIC,
  ...CHAINS,
  ...RATIONAL,
  ...ALGEBRA,
  ...LISTS,
  ...TRUTHS,
  ...NAMES,
]

/** These come up more often than the curiosities. */
const STAPLES = ['add', 'subtract', 'multiply', 'chain', 'remainder', 'solve']

/** Work and answer together stay within this many characters (about a token each). */
const LONGEST = 34

export interface MathReading {
  readonly fact: Omit<Fact, 'level'>
  readonly canonical: string
}

function readAs(kind: MathKind, phrase: string): MathReading | null {
  const match = kind.pattern.exec(phrase)
  const solved = match && kind.solve(match)
  if (match === null || solved === null) return null
  const canonical = `${kind.name}:${kind.canonical?.(match) ?? phrase}`
  return { fact: { ...solved, phrase, kind: kind.name, area: 'math' }, canonical }
}

/** Reads a phrase; null if it is none of ours or has no answer. */
export function readMath(phrase: string): MathReading | null {
  if (phrase.length > 80) return null
  for (const kind of MATH_KINDS) {
    const reading = readAs(kind, phrase)
    if (reading !== null) return reading
  }
  return null
}

export interface MathWish {
  readonly split: Split
  readonly level?: number
  readonly type?: Fact['type']
}

/** A math fact of the split, and of the level and type wished for. */
export function drawMath(rng: RandomStream, wish: MathWish): Fact {
  const candidates = candidatesFor(wish.level, wish.type)
  const shares = candidates.map(({ share }) => share)
  for (;;) {
    const { kind, level } = candidates[weighted(rng, shares)] as Candidate
    const phrase = kind.draw(rng, level)
    const reading = readAs(kind, phrase)
    if (reading === null || splitOf(reading.canonical) !== wish.split) continue
    const { fact } = reading
    if (wish.type !== undefined && fact.type !== wish.type) continue
    if ((fact.work?.length ?? 0) + fact.answer.length > LONGEST) continue
    return { ...fact, level }
  }
}

interface Candidate {
  readonly kind: MathKind
  readonly level: number
  readonly share: number
}

const KNOWN = new Map<string, Candidate[]>()

/** The kinds and levels that can yield what is wished for, found once by trying. */
function candidatesFor(level: number | undefined, type: Fact['type'] | undefined): Candidate[] {
  const key = `${level} ${type}`
  const known = KNOWN.get(key)
  if (known !== undefined) return known
  const rng = randomStream({ seed: 0, iteration: 0, purpose: 'world', index: 0xffffffff })
  const candidates = MATH_KINDS.flatMap((kind) => {
    const levels = kind.levels.filter((each) => level === undefined || each === level)
    return levels.flatMap((each): Candidate[] => {
      const tries = Array.from({ length: 40 }, () => readAs(kind, kind.draw(rng, each))?.fact.type)
      if (!tries.some((found) => found !== undefined && (type === undefined || found === type))) return []
      return [{ kind, level: each, share: (STAPLES.includes(kind.name) ? 3 : 1) / levels.length }]
    })
  })
  KNOWN.set(key, candidates)
  return candidates
}
