import type { RandomStream } from '../../../../src/random/index.js'
import type { Solved } from '../question.js'

/**
 * One kind of math question. `draw` writes a phrase, `pattern` reads it back and `solve` works it out, so the
 * generator and the oracle cannot disagree about what a phrase means.
 */
export interface MathKind {
  readonly name: string
  /** Levels it has, 1 (easy) to 4. */
  readonly levels: readonly number[]
  /** Matches the whole phrase. */
  readonly pattern: RegExp
  draw(rng: RandomStream, level: number): string
  /** Null if the phrase has no answer in this world (a remainder where none is wanted, a negative result). */
  solve(match: readonly string[]): Solved | null
  /** Equal for questions that are the same up to commuted operands; default: the phrase. */
  canonical?(match: readonly string[]): string
}

/** The capture groups as integers. */
export function integers(match: readonly string[]): number[] {
  return match.slice(1).map(Number)
}

/** `a+b` and `b+a` are one question. */
export function commuted(operator: string, match: readonly string[]): string {
  return match
    .slice(1)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .join(operator)
}

export function integerAnswer(value: number, work: string | null): Solved {
  return { answer: String(value), type: 'integer', work }
}

export function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return n > 1
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
