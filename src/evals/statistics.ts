/** Statistics of measurements. All functions throw RangeError where a value would be undefined. */

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface Estimate {
  readonly mean: number
  /** Of the mean; 0 for a single value, which has none to show. */
  readonly standardError: number
  /** Values that entered. */
  readonly n: number
}

export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('mean of no values')
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Sample variance (divisor n - 1); 0 for a single value. */
export function sampleVariance(values: readonly number[]): number {
  const centre = mean(values)
  if (values.length === 1) return 0
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1)
}

/**
 * Mean and its standard error, for independent values. Answers to one question are not independent: pass one value
 * a question (its share of correct answers), which is the error clustered by question for equal numbers of answers.
 */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length
  return { mean: mean(values), standardError: Math.sqrt(sampleVariance(values) / n), n }
}

/** t with 97.5 % of Student's distribution below it, for 1 to 30 degrees of freedom. */
const T_975 = [
  12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.306004, 2.2621572,
  2.2281389, 2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053, 2.1098156, 2.100922, 2.0930241,
  2.0859634, 2.0796138, 2.0738731, 2.0686576, 2.0638986, 2.0595386, 2.0555294, 2.0518305, 2.0484071,
  2.0452296, 2.0422725,
]
const Z_975 = 1.959963984540054

/** The same for any whole number of degrees of freedom >= 1 (beyond 30 the Cornish-Fisher expansion, to 1e-6). */
export function studentT975(degrees: number): number {
  if (!(degrees >= 1)) throw new RangeError(`Student's t with ${degrees} degrees of freedom`)
  const tabled = T_975[degrees - 1]
  if (tabled !== undefined) return tabled
  const z = Z_975
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  )
}

/** 95 % interval of the mean by Student's t; the whole line for a single value. */
export function tInterval(values: readonly number[]): Interval {
  const { mean: centre, standardError, n } = estimate(values)
  if (n === 1) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const half = studentT975(n - 1) * standardError
  return { low: centre - half, high: centre + half }
}

/** 95 % interval of a share of `n` independent yes-or-no outcomes (Wilson's score, without continuity correction). */
export function wilsonInterval(successes: number, n: number): Interval {
  if (n < 1 || successes < 0 || successes > n) throw new RangeError(`${successes} successes of ${n}`)
  const z2 = Z_975 ** 2
  const p = successes / n
  const centre = (p + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Z_975 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
  }
}

export interface PairedDifference extends Estimate {
  readonly interval: Interval
}

/** Mean of after[i] - before[i] over the same items, with standard error and 95 % interval of that difference. */
export function pairedDifference(before: readonly number[], after: readonly number[]): PairedDifference {
  if (before.length !== after.length)
    throw new RangeError(`pairs of ${before.length} and ${after.length} values`)
  const differences = after.map((value, i) => value - (before[i] as number))
  return { ...estimate(differences), interval: tInterval(differences) }
}

/**
 * Probability that at least one of k answers drawn without replacement from n, c of them correct, is correct:
 * 1 - C(n-c, k) / C(n, k), the unbiased estimator (Chen et al. 2021, arXiv 2107.03374), as a stable product.
 */
export function passAtK(n: number, c: number, k: number): number {
  if (!(k >= 1 && k <= n && c >= 0 && c <= n)) throw new RangeError(`pass@${k} from ${c} of ${n}`)
  if (n - c < k) return 1
  let none = 1
  for (let i = n - c + 1; i <= n; i++) none *= 1 - k / i
  return 1 - none
}
