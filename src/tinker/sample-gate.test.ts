import { expect, test } from 'vitest'
import { hurriedClock } from './fixtures/hurried-clock.js'
import { SampleGate } from './sample-gate.js'

const ALWAYS = new AbortController().signal

test('a pause holds all, is made longer by a longer one, and ends', async () => {
  const clock = hurriedClock(100)
  const gate = new SampleGate(4, clock)
  const began = clock.now()
  gate.hold(1000)
  const passed = gate.pass(ALWAYS).then(() => clock.now() - began)
  gate.hold(4000)
  gate.hold(500)
  expect(await passed).toBeGreaterThanOrEqual(4000)
  const before = clock.now()
  await gate.pass(ALWAYS)
  expect(clock.now() - before).toBeLessThan(1000)
})

test('who is called off does not wait for the end of a pause', async () => {
  const gate = new SampleGate(1, hurriedClock(1))
  gate.hold(60_000)
  const own = new AbortController()
  const passed = expect(gate.pass(own.signal)).rejects.toThrow('enough')
  own.abort(new Error('enough'))
  await passed
})
