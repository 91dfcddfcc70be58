/** Seconds that a Retry-After header asks for, which is a number or a date. `now`: milliseconds since 1970. */
export function retryAfterSeconds(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string') return undefined
  const text = header.trim()
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isFinite(date) ? Math.max(0, (date - now) / 1000) : undefined
}
