import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { follow } from './clock.js'

it('many may follow one signal, which nobody takes for a leak, and it keeps none that was let go of', async () => {
  const warnings: Error[] = []
  const hear = (warning: Error) => void warnings.push(warning)
  process.on('warning', hear)
  try {
    const source = new AbortController()
    const followers = Array.from({ length: 40 }, () => follow(source.signal, undefined))
    await setImmediate()
    expect(warnings).toEqual([])
    for (const { letGo } of followers.slice(1)) letGo()
    const [first, second] = followers
    const aborted = once(first?.controller.signal as AbortSignal, 'abort')
    source.abort(new Error('enough'))
    await aborted
    expect(first?.controller.signal.reason).toMatchObject({ message: 'enough' })
    expect(second?.controller.signal.aborted).toBe(false)
  } finally {
    process.off('warning', hear)
  }
})
