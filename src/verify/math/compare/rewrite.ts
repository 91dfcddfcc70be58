import type { Expr, Node } from '../node.js'

const EXPRESSIONS: ReadonlySet<string> = new Set<Expr['kind']>([
  'number', 'constant', 'symbol', 'sum', 'product', 'quotient', 'negate', 'power', 'root', 'call', 'apply', 'big',
  'plusMinus', 'matrix',
]) // biome-ignore format: one list

/** Has this part a value, as opposed to being a structure of values or a statement? */
export const isExpr = (node: Node): node is Expr => EXPRESSIONS.has(node.kind)

/** The same expression with `change` made to each of its direct parts. */
export function mapParts(e: Expr, change: (part: Expr) => Expr): Expr {
  switch (e.kind) {
    case 'number':
    case 'constant':
    case 'symbol':
      return e
    case 'sum':
      return { ...e, terms: e.terms.map(change) }
    case 'product':
      return { ...e, factors: e.factors.map(change) }
    case 'quotient':
      return { ...e, top: change(e.top), bottom: change(e.bottom) }
    case 'power':
      return { ...e, base: change(e.base), exponent: change(e.exponent) }
    case 'call':
    case 'apply':
      return { ...e, args: e.args.map(change) }
    case 'matrix':
      return { ...e, rows: e.rows.map((row) => row.map(change)) }
    case 'big':
      return {
        ...e,
        body: change(e.body),
        ...(e.from && { from: change(e.from) }),
        ...(e.to && { to: change(e.to) }),
      }
    default:
      return { ...e, arg: change(e.arg) }
  }
}

/** The same answer with `change` made to the largest expressions in it. */
export function mapExpressions(node: Node, change: (e: Expr) => Expr): Node {
  if (isExpr(node)) return change(node)
  const within = (part: Node): Node => mapExpressions(part, change)
  switch (node.kind) {
    case 'percentage':
    case 'quantity':
      return { ...node, value: change(node.value) }
    case 'tuple':
    case 'set':
    case 'list':
      return { ...node, items: node.items.map(within) }
    case 'interval':
      return { ...node, from: change(node.from), to: change(node.to) }
    case 'union':
    case 'intersection':
    case 'logic':
      return { ...node, parts: node.parts.map(within) }
    case 'difference':
      return { ...node, left: within(node.left), right: within(node.right) }
    case 'builder':
      return { ...node, item: within(node.item), condition: within(node.condition) }
    case 'relation':
      return {
        ...node,
        first: within(node.first),
        links: node.links.map((link) => ({
          ...link,
          right: within(link.right),
          ...(link.modulus && { modulus: change(link.modulus) }),
        })),
      }
    case 'family':
      return { ...node, item: within(node.item) }
    case 'ratio':
      return { ...node, parts: node.parts.map(change) }
    default:
      return node
  }
}

/** Visits the expression and everything in it, parts first. */
export function visit(e: Expr, see: (part: Expr) => void): void {
  mapParts(e, (part) => {
    visit(part, see)
    return part
  })
  see(e)
}

/** Does a matrix stand in it? */
export function hasMatrix(e: Expr): boolean {
  let found = false
  visit(e, (part) => {
    found ||= part.kind === 'matrix'
  })
  return found
}

/** Every name of a variable in the answer, those that operators bind left out. */
export function namesIn(node: Node): Set<string> {
  const names = new Set<string>()
  const collect = (e: Expr, bound: readonly string[]): void => {
    if (e.kind === 'symbol' && !bound.includes(e.name)) names.add(e.name)
    const inner = e.kind === 'big' && e.op !== 'derivative' ? [...bound, e.variable] : bound
    mapParts(e, (part) => {
      collect(part, inner)
      return part
    })
  }
  mapExpressions(node, (e) => {
    collect(e, [])
    return e
  })
  return names
}

/** Replaces free symbols; names bound by an operator stay. */
export function replaceSymbols(e: Expr, by: ReadonlyMap<string, Expr>): Expr {
  if (e.kind === 'symbol') return by.get(e.name) ?? e
  if (e.kind === 'big' && e.op !== 'derivative' && by.has(e.variable)) {
    const rest = new Map(by)
    rest.delete(e.variable)
    return mapParts(e, (part) => replaceSymbols(part, rest))
  }
  return mapParts(e, (part) => replaceSymbols(part, by))
}

/** Are the trees the same? Written decimals count by value, so 0.50 is 0.5. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameTree(item, b[i]))
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>]
  if (x['kind'] !== y['kind']) return false
  const keys = (o: Record<string, unknown>): string[] => Object.keys(o).filter((key) => key !== 'places')
  const names = keys(x)
  return names.length === keys(y).length && names.every((key) => sameTree(x[key], y[key]))
}
