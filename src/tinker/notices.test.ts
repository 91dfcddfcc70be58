import { expect, test } from 'vitest'
import { notices } from './notices.js'
import type { TinkerNotice } from './types.js'

function heard() {
  const all: TinkerNotice[] = []
  const time = { now: 0 }
  const clock = { now: () => time.now, after: () => () => {} }
  const notify = notices(
    (notice) => all.push(notice),
    (text) => text.replaceAll('tml-secret', '[key]'),
    clock,
  )
  return { all, time, notify }
}

test('of each kind one in a minute, but all that the server says', () => {
  const { all, time, notify } = heard()
  for (time.now = 0; time.now <= 120_000; time.now += 20_000) {
    notify('retry', `at ${time.now}`)
    notify('capacity', `at ${time.now}`)
  }
  notify('server-message', 'one')
  notify('server-message', 'two')
  const of = (kind: string) => all.filter((each) => each.kind === kind).map(({ message }) => message)
  expect(of('retry')).toEqual(['at 0', 'at 60000', 'at 120000'])
  expect(of('capacity')).toEqual(of('retry'))
  expect(of('server-message')).toEqual(['one', 'two'])
})

test('a message is one bounded line without key and control characters', () => {
  const { all, notify } = heard()
  notify('server-message', `hello\n\u001b]0;title\u0007 tml-secret ${'x'.repeat(2000)}`)
  expect(all[0]?.message).toMatch(/^hello \]0;title \[key\] x+$/)
  expect(all[0]?.message.length).toBeLessThanOrEqual(600)
})

test('a listener that throws stops nothing', () => {
  const notify = notices(
    () => {
      throw new Error('of the listener')
    },
    (text) => text,
    { now: () => 0, after: () => () => {} },
  )
  expect(() => notify('retry', 'x')).not.toThrow()
})
