import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Budget } from '../budget.js'
import { number, whole } from '../fold.js'
import type { IntervalNode, Node } from '../node.js'
import { rational } from '../rational.js'
import { compareAnswers } from './index.js'
import { complement, intersect, unite } from './real-set.js'

const outcome = (a: Node, b: Node): string =>
  compareAnswers([a], [b], { budget: new Budget(100_000), form: 'equivalent' }).outcome

const interval = (from: number, to: number, fromClosed: boolean, toClosed: boolean): IntervalNode => ({
  kind: 'interval',
  from: whole(from),
  to: whole(to),
  fromClosed,
  toClosed,
})

const intervals = fc
  .tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 6 }), fc.boolean(), fc.boolean())
  .map(([from, width, a, b]) => interval(from, from + width, a, b))
const unions = fc.array(intervals, { minLength: 1, maxLength: 6 })
const union = (parts: readonly Node[]): Node => ({ kind: 'union', parts })
const key = (set: readonly IntervalNode[] | ReturnType<typeof unite>): string =>
  JSON.stringify(
    set.map((p) => [p.from, p.to, p.fromClosed, p.toClosed]),
    (_, value) => (typeof value === 'bigint' ? `${value}` : value),
  )

describe('sets of reals', () => {
  it('equal their parts in any order, cut anywhere', () => {
    fc.assert(
      fc.property(unions, fc.infiniteStream(fc.nat(1000)), (parts, random) => {
        const cut = parts.flatMap((p) => {
          const at = number(rational(2n * (p.from as { value: { n: bigint } }).value.n + 1n, 2n))
          const closed = (random.next().value as number) % 2 === 0
          return [
            { ...p, to: at, toClosed: closed },
            { ...p, from: at, fromClosed: !closed },
          ]
        })
        const shuffled = cut
          .map((p) => [random.next().value as number, p] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, p]) => p)
        expect(outcome(union(parts), union(shuffled))).toBe('match')
        expect(outcome(union(shuffled), union(parts))).toBe('match')
      }),
    )
  })

  it('differ when an outer end moves or opens', () => {
    fc.assert(
      fc.property(unions, (parts) => {
        const top = parts.reduce((a, b) =>
          Number((b.to as { value: { n: bigint } }).value.n) >
          Number((a.to as { value: { n: bigint } }).value.n)
            ? b
            : a,
        )
        const moved = parts.map((p) =>
          p === top ? { ...p, to: whole(1 + Number((p.to as { value: { n: bigint } }).value.n)) } : p,
        )
        expect(outcome(union(parts), union(moved))).toBe('mismatch')
        expect(outcome(union(moved), union(parts))).toBe('mismatch')
      }),
    )
  })

  it('obey the laws of complement and intersection', () => {
    fc.assert(
      fc.property(unions, unions, (a, b) => {
        const budget = new Budget(100_000)
        const [x, y] = [unite(a, budget), unite(b, budget)]
        expect(key(complement(complement(x)))).toBe(key(x))
        const both = complement(unite([...complement(x), ...complement(y)], budget))
        expect(key(intersect(x, y, budget))).toBe(key(both))
      }),
    )
  })
})

describe('sets and lists', () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 12 })
  const set = (items: readonly number[]): Node => ({ kind: 'set', items: items.map(whole) })

  it('mind neither order nor repeats, but every member', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 21, max: 30 }), (items, extra) => {
        expect(outcome(set(items), set([...items.toReversed(), ...items.slice(0, 2)]))).toBe('match')
        expect(outcome(set(items), set([...items, extra]))).toBe('mismatch')
        expect(outcome(set([...items.slice(1), extra]), set(items))).toBe('mismatch')
      }),
    )
  })
})
