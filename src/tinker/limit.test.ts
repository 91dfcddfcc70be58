import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Limit } from './limit.js'

const ALWAYS = new AbortController().signal

/** Work that ends when told to. */
function gate() {
  let open = () => {}
  const done = new Promise<void>((resolve) => {
    open = resolve
  })
  return { done, open: () => open() }
}

test('never more than fits, in order, and everybody in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 40 }),
      async (size, jobs) => {
        const limit = new Limit(size)
        const began: number[] = []
        let taken = 0
        let running = 0
        const all = jobs.map(async ([weight, leaves], n) => {
          const own = new AbortController()
          const result = limit.with(
            own.signal,
            async () => {
              began.push(n)
              taken += weight
              running++
              if (taken > size && running > 1) throw new Error(`${taken} of ${size}`)
              await new Promise((resolve) => setImmediate(resolve))
              taken -= weight
              running--
            },
            weight,
          )
          if (leaves) own.abort(new Error('left'))
          return result.catch((error: Error) => {
            if (error.message !== 'left') throw error
          })
        })
        await Promise.all(all)
        expect(began).toEqual([...began].sort((a, b) => a - b))
        expect(jobs.every(([, leaves], n) => leaves || began.includes(n))).toBe(true)
        expect(taken).toBe(0)
      },
    ),
    { numRuns: 60 },
  )
})

test('who leaves the queue lets those behind pass', async () => {
  const limit = new Limit(2)
  const first = gate()
  const leaving = new AbortController()
  const holds = limit.with(ALWAYS, () => first.done)
  const large = limit.with(leaving.signal, async () => 'large', 2)
  const small = limit.with(ALWAYS, async () => 'small')
  const refused = expect(large).rejects.toThrow('enough')
  leaving.abort(new Error('enough'))
  await refused
  expect(await small).toBe('small')
  first.open()
  await holds
})

test('failing work gives its place back', async () => {
  const limit = new Limit(1)
  await expect(limit.with(ALWAYS, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await limit.with(ALWAYS, async () => 1)).toBe(1)
})

test('a hundred thousand that wait are let in one by one without moving one another', async () => {
  const limit = new Limit(1)
  let done = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: 100_000 }, () =>
      limit.with(ALWAYS, async () => {
        done++
      }),
    ),
  )
  expect(done).toBe(100_000)
  // Some 0.3 s; the square of it takes minutes.
  expect(performance.now() - began).toBeLessThan(15_000)
})
