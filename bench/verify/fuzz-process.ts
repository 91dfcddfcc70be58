/** One process of `bench/verify-fuzz.ts`: is told a seed and which inputs, reports every thousand of them. */
import { addFuzzReport, fuzzOne, newFuzzReport } from './fuzz.js'

export interface FuzzOrder {
  readonly seed: number
  readonly from: number
  readonly to: number
  /** Every `step`th input. */
  readonly step: number
}

const INPUTS_PER_REPORT = 1000

process.on('message', ({ seed, from, to, step }: FuzzOrder) => {
  let report = newFuzzReport()
  for (let index = from, done = 1; index < to; index += step, done++) {
    fuzzOne(seed, index, report)
    if (done % INPUTS_PER_REPORT === 0) {
      process.send?.({ next: index + step, report })
      report = newFuzzReport()
    }
  }
  process.send?.({ next: to, report, last: true }, () => process.exit(0))
})

export type FuzzMessage = {
  readonly next: number
  readonly report: Parameters<typeof addFuzzReport>[1]
  readonly last?: boolean
}
