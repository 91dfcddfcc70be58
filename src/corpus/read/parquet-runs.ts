import { ReadProblem } from './read-problem.js'

const TOO_LONG = 'broken Parquet (a run of more values than the page has)'
/** Runs of eight are filled up; some writers fill up more. */
const SLACK = 4096

/**
 * Looks over run-length encoded values (the hybrid of runs and packed bits) without decoding them: a run of a billion
 * values that the page does not have would be decoded for minutes. Throws ReadProblem.
 */
export function checkRuns(bytes: Uint8Array, from: number, width: number, values: number): void {
  if (width > 32) throw new ReadProblem(`broken Parquet (values of ${width} bits)`)
  let at = from
  let seen = 0
  while (seen < values) {
    let header = 0
    let shift = 0
    for (;;) {
      const byte = bytes[at++]
      // The decoder comes to the same end, and says so.
      if (byte === undefined) return
      if (shift > 21) throw new ReadProblem(TOO_LONG)
      header += (byte & 0x7f) * 2 ** shift
      if (byte < 128) break
      shift += 7
    }
    const packed = header % 2 === 1
    const count = Math.floor(header / 2) * (packed ? 8 : 1)
    if (count > values - seen + SLACK) throw new ReadProblem(TOO_LONG)
    at += packed ? Math.ceil((count * width) / 8) : Math.ceil(width / 8)
    seen += count
  }
}
