/** A stretch of a text, in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The span that a cut at `position` would break, or undefined. `spans` are sorted and disjoint. */
export function spanAround(spans: readonly Span[], position: number): Span | undefined {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle] as Span).end <= position) low = middle + 1
    else high = middle
  }
  const found = spans[low]
  return found && found.start < position ? found : undefined
}

/** The first span that ends after `position`, as an index into `spans` (their number if there is none). */
export function firstEndingAfter(spans: readonly Span[], position: number): number {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle] as Span).end <= position) low = middle + 1
    else high = middle
  }
  return low
}
