/** How many tasks had which pass rate. */
export interface PassRateBin {
  readonly passRate: number
  readonly tasks: number
}

const MOST_BINS = 11

/** Counts pass rates: one bin for each possible one, or tenths where there are more than eleven. */
export class PassRates {
  readonly #counts: number[]

  constructor(samples: number) {
    this.#counts = new Array<number>(Math.min(samples + 1, MOST_BINS)).fill(0)
  }

  add(passRate: number): void {
    const bin = this.binOf(passRate)
    this.#counts[bin] = (this.#counts[bin] as number) + 1
  }

  binOf(passRate: number): number {
    return Math.round(passRate * (this.#counts.length - 1))
  }

  bins(): PassRateBin[] {
    return this.#counts.map((tasks, bin) => ({ passRate: bin / (this.#counts.length - 1), tasks }))
  }
}
