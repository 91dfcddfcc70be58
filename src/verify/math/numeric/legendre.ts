import { Budget } from '../budget.js'
import { type Ball, divide, integer, middle, multiply, ONE, subtract, type Work } from './ball.js'

export interface LegendreNode {
  readonly x: Ball
  readonly weight: Ball
}

const cached = new Map<string, readonly LegendreNode[]>()

/**
 * The positive nodes of the Gauss-Legendre rule with an even number of nodes on [-1, 1]; each stands for -x too. Made once
 * per count and precision, out of no one's budget: otherwise the first to ask would pay more than all later ones.
 */
export function legendre(count: number, { bits }: Work): readonly LegendreNode[] {
  const key = `${count}/${bits}`
  let nodes = cached.get(key)
  if (!nodes) {
    const work = { bits: bits + 32, budget: new Budget(1e9) }
    nodes = Array.from({ length: count / 2 }, (_, k) => node(count, k, work))
    cached.set(key, nodes)
  }
  return nodes
}

function node(count: number, k: number, work: Work): LegendreNode {
  // The usual first guess, then Newton: it doubles the digits each time.
  const guess = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5))
  let x: Ball = { m: BigInt(Math.round(guess * 2 ** 52)), e: -52, r: 0 }
  for (let pass = 0; pass < 5; pass++) {
    const { value, slope } = polynomial(count, x, work)
    x = middle(subtract(x, divide(value, slope, work), work))
  }
  const { slope } = polynomial(count, x, work)
  const room = subtract(ONE, multiply(x, x, work), work)
  return { x, weight: divide(integer(2), multiply(room, multiply(slope, slope, work), work), work) }
}

/** P_n(x) and its slope by the three-term recurrence. */
function polynomial(n: number, x: Ball, work: Work): { value: Ball; slope: Ball } {
  let [before, value] = [ONE, x]
  for (let k = 2; k <= n; k++) {
    const up = multiply(multiply(integer(2 * k - 1), x, work), value, work)
    const next = divide(subtract(up, multiply(integer(k - 1), before, work), work), integer(k), work)
    ;[before, value] = [value, next]
  }
  // (1 - x²) P_n' = n (P_{n-1} - x P_n).
  const top = multiply(integer(n), subtract(before, multiply(x, value, work), work), work)
  return { value, slope: divide(top, subtract(ONE, multiply(x, x, work), work), work) }
}
