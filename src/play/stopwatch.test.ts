import { describe, expect, it } from 'vitest'
import { stopwatch } from './stopwatch.js'

describe('stopwatch', () => {
  it('books a phase within a phase once, under its own name', async () => {
    let now = 0
    const pass = (seconds: number) => {
      now += 1000 * seconds
    }
    const clock = stopwatch(() => now)
    await clock.time('pose', async () => {
      pass(1)
      await clock.time('audit', () => clock.time('select', () => pass(4)))
      pass(2)
      await clock.time('audit', () => pass(8))
    })
    await clock.time('pose', () => pass(16))
    expect(clock.seconds).toMatchObject({ pose: 19, audit: 8, select: 4, answer: 0 })
  })
})
