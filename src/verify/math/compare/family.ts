import { minus, plus, rationalOf, symbol, times, whole } from '../fold.js'
import type { Expr, Node } from '../node.js'
import { approximate } from './approximate.js'
import { congruenceIn } from './congruence.js'
import { type Comparison, type Decision, different, type Scope, same, unknown } from './decision.js'
import { boundedFamilies, compareHalfLines, type Family, INDEX } from './half-line.js'
import { namedIn } from './names.js'
import { polynomialIn } from './polynomial-in.js'
import { isExpr, mapExpressions, mapParts, namesIn, replaceSymbols, visit } from './rewrite.js'
import { expandSigns } from './signs.js'
import { evidentIndex, isAngular } from './undeclared.js'

const MAX_RESIDUES = 64
const MAX_DENOMINATOR = 360
/** start + step·k for every integer k. */
interface Progression {
  readonly start: Expr
  readonly step: Expr
}

/** Answers with a free integer, up to its name, its sign and where it starts. */
export const compareFamilies: Comparison = (a, b, scope) => {
  const [x, y] = [familiesIn(a), familiesIn(b)]
  if (!x && !y) return compareUndeclared(a, b, scope)
  const p = x ?? implied(a, b)
  const q = y ?? implied(b, a)
  if (!p || !q) return different('family/value')
  // Who doesn't say that the letter is any integer may mean a given one: 3n + 2 is not 3n - 1, n ∈ Z.
  const given = x ? (y ? undefined : q) : p
  if (given && !given.every(({ item }) => isExpr(item) && isAngular(item))) return compareRenamed(p, q, scope)
  const [left, right] = [progressions(splitSigns(p)), progressions(splitSigns(q))]
  if (left && right) return compareProgressions(left, right, scope)
  if (left || right) return different('family/shape')
  return compareHalfLines(p, q, scope) ?? compareItems(p, q, scope)
}

/**
 * x = π/4 + kπ/2 against the same with n: neither says that it is an integer, but being renamed shows that it is. Under one
 * letter it may be a given number, as in the angles of an n-gon, unless they give an `angle` to find.
 */
export function compareUndeclared(a: Node, b: Node, scope: Scope, angle = false): Decision | undefined {
  const p = undeclared(a)
  const q = p && undeclared(b)
  if (!p?.[0] || !q?.[0] || (p[0].index === q[0].index && !angle)) return undefined
  const [left, right] = [progressions(p), progressions(q)]
  return left && right ? compareProgressions(left, right, scope) : undefined
}

const COMPOUND: ReadonlySet<string> = new Set(['sum', 'product', 'quotient', 'list', 'set', 'logic'])

function undeclared(node: Node): readonly Family[] | undefined {
  if (!COMPOUND.has(node.kind) || evidentIndex([node]) === undefined) return undefined
  const items = itemsOf(node)
  const index = items && evidentIndex(items)
  if (!index || !items.every((item) => isExpr(item) && isAngular(item))) return undefined
  return items.map((item) => ({ item, index, domain: { kind: 'numberSet', name: 'Z' } }))
}

function familiesIn(node: Node): readonly Family[] | undefined {
  switch (node.kind) {
    case 'family': {
      const [index] = node.indices
      if (index === undefined || node.indices.length !== 1) return undefined
      const items = itemsOf(node.item)
      return items?.map((item) => ({ item, index, domain: node.domain }))
    }
    case 'union':
    case 'logic': {
      if (node.kind === 'logic' && node.op === 'and' && !node.parts.every((part) => part.kind === 'family'))
        return node.parts.some((part) => part.kind === 'family')
          ? undefined
          : boundedFamilies(node.parts, itemsOf)
      return joined(node.parts)
    }
    case 'list':
      return joined(node.items) ?? boundedFamilies(node.items, itemsOf)
    case 'set':
      return joined(node.items)
    case 'relation': {
      const congruence = congruenceIn(node)
      if (!congruence || congruence.left.kind !== 'symbol') return undefined
      const item = plus(congruence.residue, times(congruence.modulus, symbol('k')))
      return [{ item, index: 'k', domain: { kind: 'numberSet', name: 'Z' } }]
    }
    case 'builder': {
      // {2k | k ∈ Z}
      const { item, condition } = node
      if (condition.kind !== 'relation' || condition.first.kind !== 'symbol' || item.kind === 'symbol')
        return undefined
      const bounded = boundedFamilies([item, condition], itemsOf)
      if (bounded) return bounded
      const [link] = condition.links
      if (condition.links.length !== 1 || link?.op !== 'in' || !isIntegers(link.right)) return undefined
      const index = condition.first.name
      return itemsOf(item)?.map((one) => ({ item: one, index, domain: link.right }))
    }
    default:
      return undefined
  }
}

const isIntegers = (node: Node): boolean =>
  node.kind === 'numberSet' && (node.name === 'Z' || node.name === 'N')

function joined(parts: readonly Node[]): readonly Family[] | undefined {
  if (!parts.some((part) => part.kind === 'family' || (part.kind === 'builder' && familiesIn(part))))
    return undefined
  const all: Family[] = []
  for (const part of parts) {
    const named = part.kind === 'relation' ? namedIn(part)?.value : undefined
    const families = familiesIn(named ?? part)
    if (!families) return undefined
    all.push(...families)
  }
  return all
}

function itemsOf(item: Node): readonly Node[] | undefined {
  switch (item.kind) {
    case 'list':
    case 'set':
      return flat(item.items)
    case 'logic':
      return flat(item.parts)
    case 'relation': {
      const named = namedIn(item)
      return named ? itemsOf(named.value) : [item]
    }
    default:
      return expandSigns(item)
  }
}

/** "2kπ, k ∈ Z or ..." says once more what k is. */
const declares = (item: Node): boolean =>
  item.kind === 'relation' && item.links.every((link) => link.op === 'in' && isIntegers(link.right))

function flat(items: readonly Node[]): readonly Node[] | undefined {
  const all = items.filter((item) => !declares(item)).map(itemsOf)
  return all.every((one) => one !== undefined) ? (all as (readonly Node[])[]).flat() : undefined
}

/** π/4 + kπ without "k ∈ Z" against a family: the name that only it has is the index. */
function implied(node: Node, other: Node): readonly Family[] | undefined {
  const items = itemsOf(node)
  const families = familiesIn(other)
  if (!items || !families?.[0]) return undefined
  const indices = new Set(families.map((family) => family.index))
  const outer = new Set(
    families.flatMap((family) => [...namesIn(family.item)].filter((name) => !indices.has(name))),
  )
  const own = new Set(items.flatMap((item) => [...namesIn(item)].filter((name) => !outer.has(name))))
  const [index] = own
  if (own.size !== 1 || index === undefined || !INDEX.test(index)) return undefined
  const { domain } = families[0]
  return items.map((item) => ({ item, index, domain }))
}

/** (-1)^k splits a family into its even and its odd members. */
function splitSigns(families: readonly Family[]): readonly Family[] {
  return families.flatMap((family) => {
    const { item, index } = family
    if (!isExpr(item) || !hasSign(item, index)) return [family]
    return [0n, 1n].map((odd) => {
      const by = new Map([[index, plus(times(whole(2), symbol(index)), whole(odd))]])
      const settle = (e: Expr): Expr => {
        const parity = signParity(e, index, odd)
        return parity === undefined ? mapParts(e, settle) : whole(parity === 0n ? 1 : -1)
      }
      return { ...family, item: replaceSymbols(settle(item), by) }
    })
  })
}

function hasSign(e: Expr, index: string): boolean {
  let found = false
  visit(e, (part) => {
    found ||= signParity(part, index, 0n) !== undefined
  })
  return found
}

/** The parity of n in (-1)^n for an even (0) or odd (1) index; undefined if e is no such power. */
function signParity(e: Expr, index: string, odd: bigint): bigint | undefined {
  if (e.kind !== 'power' || !namesIn(e.exponent).has(index)) return undefined
  const base = rationalOf(e.base)
  const [start, step, ...more] = (polynomialIn(e.exponent, index) ?? []).map(rationalOf)
  if (base?.n !== -1n || base.d !== 1n || start?.d !== 1n || step?.d !== 1n || more.length > 0)
    return undefined
  return (((start.n + step.n * odd) % 2n) + 2n) % 2n
}

function progressions(families: readonly Family[]): readonly Progression[] | undefined {
  const found: Progression[] = []
  for (const { item, index, domain } of families) {
    if (domain.kind !== 'numberSet' || domain.name !== 'Z' || domain.part || !isExpr(item)) return undefined
    const [start, step, ...more] = polynomialIn(item, index) ?? []
    if (!start || !step || more.length > 0) return undefined
    found.push({ start, step })
  }
  return found
}

/** All over one common step; then the starts are compared modulo that step. */
function compareProgressions(a: readonly Progression[], b: readonly Progression[], scope: Scope): Decision {
  const unit = (a[0] as Progression).step
  const ratios = [...a, ...b].map(({ step }) => ratio(step, unit, scope))
  if (ratios.includes(undefined)) {
    const [x, y] = [a[0] as Progression, b[0] as Progression]
    if (a.length > 1 || b.length > 1) return unknown('family/steps')
    // Steps with names in them: equal ones can still be told.
    if (scope.nodes(x.step, y.step).equal !== true) return different('family/step')
    return scope.nodes(x.start, y.start).equal === true ? same('family/equal') : unknown('family/start')
  }
  const steps = ratios as [bigint, bigint][]
  const denominator = steps.map(([, d]) => d).reduce(lcm)
  const whole1 = steps.map(([n, d]) => abs(n) * (denominator / d))
  const common = whole1.reduce(lcm)
  const residues = (list: readonly Progression[], from: number): Expr[] | undefined => {
    const all: Expr[] = []
    for (const [i, { start, step }] of list.entries()) {
      const times1 = common / (whole1[from + i] as bigint)
      if (BigInt(all.length) + times1 > MAX_RESIDUES) return undefined
      for (let j = 0n; j < times1; j += 1n) all.push(plus(start, times(whole(j), step)))
    }
    return all
  }
  const [x, y] = [residues(a, 0), residues(b, a.length)]
  if (!x || !y) return unknown('family/too-many')
  // common/denominator · unit is the least common step.
  const period = times({ kind: 'number', value: { n: common, d: denominator } }, unit)
  return covers(x, y, period, scope) && covers(y, x, period, scope)
    ? same('family/equal')
    : different('family/different')
}

const abs = (n: bigint): bigint => (n < 0n ? -n : n)
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b

function covers(some: readonly Expr[], by: readonly Expr[], period: Expr, scope: Scope): boolean {
  return some.every((x) => by.some((y) => congruent(x, y, period, scope)))
}

function congruent(x: Expr, y: Expr, period: Expr, scope: Scope): boolean {
  scope.budget.spend()
  const steps = approximate(minus(x, y)) / approximate(period)
  if (Number.isNaN(steps)) return scope.nodes(x, y).equal === true
  const guess = Math.round(steps)
  if (Math.abs(steps - guess) > 1e-6 || Math.abs(guess) > 1e6) return false
  return scope.nodes(x, plus(y, times(whole(guess), period))).equal === true
}

/** a/b as a small fraction, proved; undefined if it is none. */
function ratio(a: Expr, b: Expr, scope: Scope): [bigint, bigint] | undefined {
  const value = approximate(a) / approximate(b)
  if (!Number.isFinite(value) || value === 0) return undefined
  for (let d = 1; d <= MAX_DENOMINATOR; d += 1) {
    const n = Math.round(value * d)
    if (n === 0 || Math.abs(value * d - n) > 1e-9 * Math.abs(n)) continue
    const proved = scope.nodes(times(whole(d), a), times(whole(n), b)).equal === true
    return proved ? [BigInt(n), BigInt(d)] : undefined
  }
  return undefined
}

/** Item by item the same but for the letter. */
function compareRenamed(a: readonly Family[], b: readonly Family[], scope: Scope): Decision {
  let open: Decision | undefined
  const within = (some: readonly Family[], others: readonly Family[]): boolean =>
    some.every((x) =>
      others.some((y) => {
        const by = new Map([[y.index, symbol(x.index)]])
        const decision = scope.nodes(
          x.item,
          mapExpressions(y.item, (e) => replaceSymbols(e, by)),
        )
        if (decision.equal === undefined) open ??= decision
        return decision.equal === true
      }),
    )
  return within(a, b) && within(b, a) ? same('family/renamed') : (open ?? different('family/shifted'))
}

/** Items of other shapes match if one is the other with k replaced by ±k + s for a small s. */
function compareItems(a: readonly Family[], b: readonly Family[], scope: Scope): Decision {
  const within = (some: readonly Family[], others: readonly Family[]): boolean =>
    some.every((x) => others.some((y) => shifted(x, y, scope)))
  return within(a, b) && within(b, a) ? same('family/equal') : unknown('family/undecided')
}

function shifted(a: Family, b: Family, scope: Scope): boolean {
  if (scope.nodes(a.domain, b.domain).equal !== true) return false
  const integers = a.domain.kind === 'numberSet' && a.domain.name === 'Z' && !a.domain.part
  for (let shift = 0; shift <= 6; shift += 1)
    for (const sign of [1, -1]) {
      const by = shift % 2 === 0 ? shift / 2 : -(shift + 1) / 2
      const index = plus(times(whole(sign), symbol(a.index)), whole(by))
      const item = mapExpressions(b.item, (e) => replaceSymbols(e, new Map([[b.index, index]])))
      if (scope.nodes(a.item, item).equal === true) return true
      if (!integers) return false
    }
  return false
}
