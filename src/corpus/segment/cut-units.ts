import type { Span } from './span.js'
import type { Unit } from './units.js'

/** Units put together; `tokens` is the sum of theirs. */
export interface CutSpan extends Span {
  readonly tokens: number
}

/**
 * Puts units together to segments of like sizes, cut where it costs least. `fits` has the last word on a segment;
 * a unit that it refuses stands alone.
 */
export function cutUnits(
  units: readonly Unit[],
  maxTokens: number,
  fits: (span: Span) => boolean,
): CutSpan[] {
  const segments: CutSpan[] = []
  let rest = units.reduce((sum, unit) => sum + unit.tokens, 0)
  let first = 0
  while (first < units.length) {
    let limit = maxTokens
    let last = choose(units, first, rest, limit)
    // The tokens of a whole may exceed the sum of its parts' where they merge differently.
    while (last > first && !fits(spanOf(units, first, last))) {
      limit *= 0.9
      last = choose(units, first, rest, limit)
    }
    let tokens = 0
    for (let i = first; i <= last; i++) tokens += (units[i] as Unit).tokens
    segments.push({ ...spanOf(units, first, last), tokens })
    rest -= tokens
    first = last + 1
  }
  return segments
}

function spanOf(units: readonly Unit[], first: number, last: number): Span {
  return { start: (units[first] as Unit).start, end: (units[last] as Unit).end }
}

/** The last unit of the segment that begins with unit `first`, with `rest` tokens from there to the end. */
function choose(units: readonly Unit[], first: number, rest: number, limit: number): number {
  // Sums of estimates carry rounding: a hair above a whole number of segments is that number.
  const parts = Math.ceil(rest / limit - 1e-9)
  if (parts <= 1) return units.length - 1
  const fair = rest / parts
  let best = first
  let bestCost = Infinity
  let tokens = 0
  for (let i = first; i + 1 < units.length; i++) {
    tokens += (units[i] as Unit).tokens
    if (tokens > limit && i > first) break
    const off = (tokens - fair) / fair
    const cost = off * off + (units[i + 1] as Unit).penalty
    if (cost <= bestCost) {
      best = i
      bestCost = cost
    }
  }
  return best
}
