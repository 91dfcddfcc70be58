import { expect, it } from 'vitest'
import { Passing, type Patience, pauseAfter, retryAfterSeconds, withPatience } from './index.js'

const QUICK: Patience = { tries: 3, firstSeconds: 0.001, longestSeconds: 0.003, longestAsked: 10 }

/** Fails so often, then answers. */
function failing(times: number, failure: () => Error) {
  let calls = 0
  return async () => {
    if (++calls <= times) throw failure()
    return calls
  }
}

it('repeats what may pass, tells of each pause, and doubles them up to the longest', async () => {
  const pauses: number[] = []
  const request = failing(4, () => new Passing('later'))
  const patience = { ...QUICK, tries: 5 }
  expect(await withPatience(request, patience, { onPause: (_, seconds) => pauses.push(seconds) })).toBe(5)
  expect(pauses).toEqual([0.001, 0.002, 0.003, 0.003])
})

it('waits as long as the server asks, and not for one that asks too much', async () => {
  const pauses: number[] = []
  const onPause = (_: Passing, seconds: number) => void pauses.push(seconds)
  await pauseAfter(new Passing('later', { waitSeconds: 0.01 }), 1, QUICK, { onPause })
  expect(pauses).toEqual([0.01])
  const long = new Passing('later', { waitSeconds: 11 })
  await expect(pauseAfter(long, 1, QUICK, { onPause })).rejects.toBe(long)
  expect(pauses).toEqual([0.01])
})

it('ends with the last failure, at once with one that will not pass, and with the reason of an abort', async () => {
  const later = new Passing('later')
  await expect(
    withPatience(
      failing(3, () => later),
      QUICK,
    ),
  ).rejects.toBe(later)
  const never = new Error('never')
  let pauses = 0
  await expect(
    withPatience(
      failing(1, () => never),
      QUICK,
      { onPause: () => pauses++ },
    ),
  ).rejects.toBe(never)
  expect(pauses).toBe(0)
  const stop = new AbortController()
  const slow = { ...QUICK, firstSeconds: 100, longestSeconds: 100 }
  const waiting = withPatience(
    failing(1, () => later),
    slow,
    {
      signal: stop.signal,
      onPause: () => stop.abort(new Error('enough')),
    },
  )
  await expect(waiting).rejects.toThrow('enough')
})

it('retryAfterSeconds reads a number or a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  expect(retryAfterSeconds('7', now)).toBe(7)
  expect(retryAfterSeconds('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30)
  expect(retryAfterSeconds('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0)
  expect(retryAfterSeconds('soon', now)).toBeUndefined()
  expect(retryAfterSeconds(undefined, now)).toBeUndefined()
})
