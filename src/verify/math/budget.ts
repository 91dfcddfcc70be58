import type { Rational } from './rational.js'

/** Thrown inside this folder only; `expression` turns it into the verdict `undecided`. */
export class BudgetSpent extends Error {}

/** Counts work, so that a hostile answer such as 9^9^9 costs a bounded number of steps and digits. */
export class Budget {
  private left: number

  constructor(steps: number) {
    this.left = steps
  }

  spend(steps = 1): void {
    this.left -= steps
    if (this.left < 0) throw new BudgetSpent()
  }

  /** Refuses numbers beyond 2^1024; longer ones cost more, since a greatest common divisor takes their square. */
  bounded(value: Rational): Rational {
    const digits = Math.max(value.n.toString(16).length, value.d.toString(16).length)
    if (digits > 256) throw new BudgetSpent()
    this.spend(1 + (digits >> 3))
    return value
  }
}
