import { rationalOf } from '../fold.js'
import type { Expr, Node } from '../node.js'
import { eachPart } from './unevaluated.js'

/**
 * Is the answer in the gold's base, units, measure of angles and lowest terms? Where it isn't, it may be what the question
 * asked to convert: 5 for 101₂, 90 minutes for 1.5 hours, 90° for π/2, 30:20 for 3:2. A unit left out says nothing.
 */
export function keepsNotation(gold: Node, answer: Node): boolean {
  const [its, own] = [notationOf(gold), notationOf(answer)]
  if (!within(own.bases.size > 0 ? own.bases : DECIMAL, its.bases.size > 0 ? its.bases : DECIMAL))
    return false
  if (its.units.size > 0 && !within(own.units, its.units)) return false
  if (its.circular && own.degrees && !its.degrees && !own.circular) return false
  if (its.degrees && own.circular && !own.degrees && !its.circular) return false
  return !its.lowest || own.lowest
}

const DECIMAL: ReadonlySet<number> = new Set([10])

const within = <T>(some: ReadonlySet<T>, all: ReadonlySet<T>): boolean =>
  [...some].every((one) => all.has(one))

interface Notation {
  /** Of numerals: 2 for 101₂. */
  readonly bases: Set<number>
  readonly units: Set<string>
  degrees: boolean
  /** Is there a π? */
  circular: boolean
  /** Are all ratios ones of whole numbers without a common factor? */
  lowest: boolean
}

function notationOf(node: Node): Notation {
  const notation: Notation = {
    bases: new Set(),
    units: new Set(),
    degrees: false,
    circular: false,
    lowest: true,
  }
  collect(node, notation)
  eachPart(node, (e) => {
    notation.circular ||= e.kind === 'constant' && e.name === 'pi'
    notation.degrees ||= e.kind === 'call' && e.name === 'degree'
  })
  return notation
}

function collect(node: Node, notation: Notation): void {
  const each = (parts: readonly Node[]): void => parts.forEach((part) => collect(part, notation))
  switch (node.kind) {
    case 'numeral':
      notation.bases.add(node.base)
      return
    case 'quantity': {
      const { dimension, factor } = node.unit
      notation.units.add(`${dimension} ${factor.n}/${factor.d}`)
      notation.degrees ||= dimension === 'degree'
      return
    }
    case 'ratio':
      notation.lowest &&= isLowest(node.parts)
      return
    case 'tuple':
    case 'set':
    case 'list':
      return each(node.items)
    case 'logic':
      return each(node.parts)
    case 'relation':
      return each([node.first, ...node.links.map((link) => link.right)])
    default:
  }
}

/** Ratios with names or roots in them count as reduced. */
function isLowest(parts: readonly Expr[]): boolean {
  const values = parts.map(rationalOf)
  if (values.some((value) => value === undefined)) return true
  let common = 0n
  for (const value of values) {
    if (value?.d !== 1n) return false
    common = gcd(common, value.n)
  }
  return common === 1n || common === -1n
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
