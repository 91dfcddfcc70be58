import { expect, it } from 'vitest'
import { FUZZ_KINDS, fuzzOne, newFuzzReport } from '../../bench/verify/fuzz.js'

const INPUTS = 5000

// The long version is `npm run bench:verify-fuzz`.
it(`${INPUTS} inputs of a grammar, token soup and mutated answers: no crash, no hang, reflexive and symmetric`, () => {
  const report = newFuzzReport()
  for (let index = 0; index < INPUTS; index++) fuzzOne(1, index, report)
  expect(report.crashes).toEqual([])
  expect(report.hangs).toEqual([])
  expect(report.irreflexive).toEqual([])
  expect(report.asymmetric).toEqual([])
  for (const kind of FUZZ_KINDS) {
    const { inputs, verdicts, match, mismatch } = report.rows[kind]
    expect(inputs).toBeGreaterThan(INPUTS / 5)
    expect(verdicts).toBeGreaterThan(2 * inputs)
    // It is no fuzzing if nothing is ever understood.
    expect(match).toBeGreaterThan(inputs / 10)
    expect(mismatch).toBeGreaterThan(inputs / 100)
  }
})
