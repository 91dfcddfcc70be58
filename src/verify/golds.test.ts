import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { randomStream } from '../random/index.js'
import { checkGolds, type GoldRow } from './fixtures/check-golds.js'
import { verify } from './index.js'

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as T
const rows = readFileSync(new URL('./fixtures/golds.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as GoldRow)
const unread = read<{ set: string; gold: string; why: string }[]>('unread-golds.json')
const crossed = read<{ set: string; golds: [string, string]; why: string }[]>('cross-matches.json')
const sets = [...new Set(rows.map(({ set }) => set))].map(
  (set) => [set, rows.filter((row) => row.set === set)] as const,
)

/** Trying all pairs of golds takes a minute; `crossed` is what that gave. */
const SHARE = 12

describe.each(sets)('the golds of %s', (set, golds) => {
  const report = checkGolds(golds, randomStream({ seed: 1, iteration: 0, purpose: 'test', index: 0 }), SHARE)

  it('are read, at least 99 of 100, but those of the table', () => {
    expect(report.unread.map(({ gold }) => gold)).toEqual(
      golds
        .filter((row) => unread.some((known) => known.set === set && known.gold === row.gold))
        .map(({ gold }) => gold),
    )
    expect(report.unread.length / golds.length).toBeLessThanOrEqual(0.01)
  })

  it('match themselves', () => expect(report.notThemselves).toEqual([]))

  it('match themselves rewritten', () => {
    expect(report.rewritten).toBeGreaterThan(golds.length)
    expect(report.notRewritten).toEqual([])
  })

  it('match no other gold, but those of the table', () => {
    const known = crossed.filter((pair) => pair.set === set).map(({ golds }) => golds)
    const names = known.map((pair) => pair.join(' ~ '))
    expect(
      report.crossed.map(({ golds }) => golds.join(' ~ ')).filter((pair) => !names.includes(pair)),
    ).toEqual([])
    for (const [a, b] of known)
      expect([a, b, verify({ value: a }, b, { mode: 'auto' }).outcome]).toEqual([a, b, 'match'])
  })
})
