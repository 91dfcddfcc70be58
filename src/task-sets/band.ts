import { SpiceError } from '../errors.js'

/** Pass rates that a set keeps, both ends included. */
export interface Band {
  readonly from: number
  readonly to: number
}

/** Throws SpiceError ('config') unless 0 <= from <= to <= 1. */
export function checkBand({ from, to }: Band): void {
  if (from >= 0 && to <= 1 && from <= to) return
  throw new SpiceError('config', `a band of pass rates from ${from} to ${to}`, {
    hint: 'Both ends are shares from 0 to 1, the lower one first: 0.2..0.8.',
  })
}

export function inBand({ from, to }: Band, passRate: number): boolean {
  return passRate >= from && passRate <= to
}
