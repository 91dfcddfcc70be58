/** One process of `bench/verify-fuzz.ts`: is told a seed and which inputs, reports every thousand of them. */
import { openSync, writeSync } from 'node:fs'
import { type FuzzReport, fuzzOne, newFuzzReport } from './fuzz.js'

export interface FuzzOrder {
  readonly seed: number
  readonly from: number
  readonly to: number
  /** Every `step`th input. */
  readonly step: number
  /** A file that holds, as text, the input under way: what a process that hangs or dies was doing. */
  readonly mark: string
}

export interface FuzzMessage {
  readonly report: FuzzReport
  readonly last: boolean
}

const INPUTS_PER_REPORT = 1000

process.on('message', ({ seed, from, to, step, mark }: FuzzOrder) => {
  const file = openSync(mark, 'w')
  let report = newFuzzReport()
  for (let index = from, done = 1; index < to; index += step, done++) {
    writeSync(file, String(index).padStart(16), 0)
    fuzzOne(seed, index, report)
    if (done % INPUTS_PER_REPORT === 0) {
      process.send?.({ report, last: false } satisfies FuzzMessage)
      report = newFuzzReport()
    }
  }
  process.send?.({ report, last: true } satisfies FuzzMessage, () => process.exit(0))
})
