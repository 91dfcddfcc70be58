import type { Expr, Node, RelationNode } from '../node.js'
import { hasMatrix, isExpr, namesIn } from './rewrite.js'

/** What an answer names, as in x = 3, f(2) = 3, (p, q) = (3, 2), V_1:V_2 = 2:3. */
export interface Named {
  /** Canonical; equal for equal names. */
  readonly name: string
  readonly first: Node
  readonly value: Node
}

/** m∠A, the measure of the angle. */
const isMeasure = ([m, angle, ...more]: readonly Expr[]): boolean =>
  m?.kind === 'symbol' &&
  m.name === 'm' &&
  angle?.kind === 'symbol' &&
  angle.name.startsWith('∠') &&
  more.length === 0

const geometric = (e: Expr): boolean => e.kind === 'symbol' && /^[A-Z]('|_.*)?$/.test(e.name)
const GIVEN: ReadonlySet<string> = new Set([
  'sin', 'cos', 'tan', 'cot', 'sec', 'csc', 'gcd', 'lcm', 'max', 'min', 'det', 'trace', 're', 'im', 'arg', 'norm',
]) // biome-ignore format: one list

/** The canonical name, or undefined if the part is an expression to work out rather than the name of one. */
export function nameOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'symbol':
      return node.name
    case 'text':
      return node.text
    case 'apply':
      return `${node.name}(${node.args.map((arg) => nameOf(arg) ?? constantName(arg)).join(',')})`
    case 'tuple':
    case 'list':
      return joined(node.items, ',')
    case 'matrix':
      return node.rows[0]?.length === 1 ? joined(node.rows.flat(), ',') : undefined
    case 'ratio':
      return joined(node.parts, ':')
    case 'quotient':
      return joined([node.top, node.bottom], ':')
    case 'union':
      return joined(node.parts, '∪')
    case 'intersection':
      return joined(node.parts, '∩')
    case 'difference':
      return joined([node.left, node.right], '∖')
    case 'product':
      if (isMeasure(node.factors)) return nameOf(node.factors[1] as Expr)
      // AB, ABC: a segment, an angle or a triangle.
      return node.factors.length <= 4 && node.factors.every(geometric) ? joined(node.factors, '') : undefined
    case 'call':
      if (node.name === 'abs') {
        const [arg] = node.args
        return arg?.kind === 'product' ? nameOf(arg) : undefined
      }
      if (node.name === 'degree' && node.args[0]) return nameOf(node.args[0])
      return GIVEN.has(node.name) ? joined(node.args, ',', node.name) : undefined
    default:
      return undefined
  }
}

const constantName = (e: Expr): string =>
  e.kind === 'number' ? `${e.value.n}/${e.value.d}` : JSON.stringify(e.kind)

function joined(parts: readonly Node[], by: string, before = ''): string | undefined {
  const names = parts.map(nameOf)
  return parts.length > 0 && names.every((name) => name !== undefined)
    ? `${before}${before || by === ',' ? '(' : ''}${names.join(by)}${before || by === ',' ? ')' : ''}`
    : undefined
}

const equates = (link: { readonly op: string }): boolean => link.op === '=' || link.op === 'approx'
const isValue = (node: Node): boolean => node.kind !== 'relation' && node.kind !== 'logic'

/** name = value, value = name, name ∈ set, and chains of equalities that begin with a name. */
export function namedIn(node: RelationNode): Named | undefined {
  const { first, links } = node
  const last = links.at(-1)
  if (!last || !isValue(last.right)) return undefined
  if (links.length === 1 && last.op === 'in') {
    const name = nameOf(first)
    return name === undefined ? undefined : { name, first, value: last.right }
  }
  if (!links.every(equates)) return undefined
  const name = nameOf(first)
  if (name !== undefined && !mentions(last.right, first)) return { name, first, value: last.right }
  // 2x + 1 = y
  const flipped = links.length === 1 && last.right.kind === 'symbol' && !mentions(first, last.right)
  return flipped
    ? { name: (last.right as { name: string }).name, first: last.right, value: first }
    : undefined
}

function mentions(value: Node, first: Node): boolean {
  return first.kind === 'symbol' && namesIn(value).has(first.name)
}

/** The value that a chain such as a + b = 6 + 8 = 14 or an arithmetic statement 6 + 8 = 14 ends in. */
export function chainValue(node: RelationNode): Node | undefined {
  const last = node.links.at(-1)
  if (!last || !node.links.every(equates) || !isConstant(last.right)) return undefined
  return node.links.length > 1 || isConstant(node.first) ? last.right : undefined
}

const isConstant = (node: Node): boolean =>
  (isExpr(node) || node.kind === 'quantity' || node.kind === 'percentage') && namesIn(node).size === 0

/** The names that a chain such as x = y = 2 gives one value to, sorted; a single one for x = 2. */
export function equatedNames(node: RelationNode): readonly string[] {
  const sides = [node.first, ...node.links.slice(0, -1).map((link) => link.right)]
  return [...new Set(sides.flatMap((side) => nameOf(side) ?? []))].sort()
}

/** The matrix that A⁻¹ = M or AB = M gives: what stands before it is no equation to solve. */
export function matrixStated(node: RelationNode): Expr | undefined {
  const [link] = node.links
  if (!link || node.links.length > 1 || !equates(link) || !isExpr(node.first) || !isExpr(link.right))
    return undefined
  const letters = [...namesIn(node.first)]
  const ofMatrices = letters.length > 0 && letters.every((name) => /^[A-Z]('|_.*)?$/.test(name))
  return ofMatrices && !hasMatrix(node.first) && hasMatrix(link.right) ? link.right : undefined
}

/** The symbols that a tuple of names lists, in order. */
export function listedNames(first: Node): readonly string[] | undefined {
  if (first.kind !== 'tuple' && first.kind !== 'list') return undefined
  const names = first.items.map(nameOf)
  return names.every((name) => name !== undefined) ? (names as string[]) : undefined
}
