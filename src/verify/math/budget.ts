import type { Rational } from './rational.js'

/** What an input had too much of. */
export type Limit = 'steps' | 'depth' | 'digits' | 'terms' | 'length' | 'precision'

/** Thrown inside this room only; the front door turns it into the verdict `undecided` with rule `budget/<limit>`. */
export class BudgetSpent extends Error {
  constructor(readonly limit: Limit) {
    super(`budget of ${limit} spent`)
  }
}

/** Longest run of nested brackets, functions or operators that is read. */
export const MAX_DEPTH = 60
const MAX_BITS = 4096
const SMALL = 1n << 53n

/**
 * Counts work, never time, so that a hostile answer such as 9^9^9 costs a bounded number of steps and digits and gets the
 * same verdict on every machine. One step is about a microsecond: an operation on a few small numbers.
 */
export class Budget {
  private left: number

  constructor(private readonly steps: number) {
    this.left = steps
  }

  /** Steps taken so far. */
  get spent(): number {
    return this.steps - this.left
  }

  spend(steps = 1): void {
    this.left -= steps
    if (this.left < 0) throw new BudgetSpent('steps')
  }

  /** Call with the nesting depth at every level that recurses over input. */
  depth(depth: number): void {
    if (depth > MAX_DEPTH) throw new BudgetSpent('depth')
  }

  /** Refuses numbers beyond 2^4096; longer ones cost more, since a greatest common divisor takes their square. */
  bounded(value: Rational): Rational {
    const { n, d } = value
    if (n < SMALL && n > -SMALL && d < SMALL) {
      this.spend()
      return value
    }
    const bits = 4 * Math.max(n.toString(16).length, d.toString(16).length)
    if (bits > MAX_BITS) throw new BudgetSpent('digits')
    this.spend(1 + (bits >> 3))
    return value
  }

  /** Call before n^exponent is worked out: is the result within the digits that `bounded` allows? */
  powerBounded(bits: number, exponent: number): void {
    if (bits * exponent > MAX_BITS + bits) throw new BudgetSpent('digits')
    this.spend(1 + ((bits * exponent) >> 5))
  }
}
