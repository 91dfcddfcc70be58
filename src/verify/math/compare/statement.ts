import { minus, rationalOf, whole } from '../fold.js'
import type { Expr, Node, RelationNode, RelationOp } from '../node.js'
import { type Decision, different, type Scope, same, unknown } from './decision.js'
import { OrderUnknown } from './order.js'
import { overOneDenominator, proportional } from './proportional.js'
import { hasMatrix, isExpr, mapParts, visit } from './rewrite.js'

type Link = RelationNode['links'][number]

interface Statement {
  readonly op: RelationOp
  readonly left: Node
  readonly right: Node
}

/** The links of a chain, each a statement of its own; > and >= turned round. */
function statementsOf(node: RelationNode): readonly Statement[] {
  const statements: Statement[] = []
  let left: Node = node.first
  for (const { op, right } of node.links as readonly Link[]) {
    if (op === '>' || op === '>=') statements.push({ op: op === '>' ? '<' : '<=', left: right, right: left })
    else statements.push({ op: op === 'approx' ? '=' : op, left, right })
    left = right
  }
  return statements
}

/** Equations up to a constant factor, inequalities up to a positive one, chains link by link in any order. */
export function compareStatements(a: RelationNode, b: RelationNode, scope: Scope): Decision {
  const [x, y] = [statementsOf(a), statementsOf(b)]
  if (x.length !== y.length) return different('relation/length')
  let doubt: Decision | undefined
  let last: Decision = same('relation/equal')
  for (const [from, among] of [
    [x, y],
    [y, x],
  ] as const)
    for (const one of from) {
      const decisions = among.map((other) => compareOne(one, other, scope))
      const found = decisions.find((decision) => decision.equal === true)
      if (found) {
        last = found
        continue
      }
      const open = decisions.find((decision) => decision.equal === undefined)
      if (!open) return decisions[0] ?? different('relation/length')
      doubt ??= open
    }
  return doubt ?? last
}

function compareOne(a: Statement, b: Statement, scope: Scope): Decision {
  if (a.op !== b.op) return different('relation/kind')
  if (!isExpr(a.left) || !isExpr(a.right) || !isExpr(b.left) || !isExpr(b.right)) return bySides(a, b, scope)
  if ([a.left, a.right, b.left, b.right].some(hasMatrix)) return bySides(a, b, scope)
  if (!['=', '!=', '<', '<='].includes(a.op)) return bySides(a, b, scope)
  const directed = a.op === '<' || a.op === '<='
  const rule = directed ? 'inequality' : 'equation'
  const [f, g] = [difference(a.left, a.right), difference(b.left, b.right)]
  try {
    const direct = proportional(f, g, directed, rule, scope)
    if (direct.equal === true || directed) return direct
    const [top, other] = [overOneDenominator(f, scope.budget), overOneDenominator(g, scope.budget)]
    if (isExpr(top.bottom) && top.bottom.kind === 'number' && other.bottom.kind === 'number') return direct
    if (isUndefined(f, scope) || isUndefined(g, scope)) return different(`${rule}/undefined`)
    const cleared = proportional(top.top, other.top, false, rule, scope)
    return cleared.equal === true ? cleared : direct
  } catch (error) {
    if (error instanceof OrderUnknown) return unknown(`${rule}/order-unknown`)
    throw error
  }
}

/** Is something divided by what is 0 whatever its variables are, as in y/(x - x)? */
function isUndefined(e: Expr, scope: Scope): boolean {
  let found = false
  visit(e, (part) => {
    const divisor = divisorOf(part)
    found ||= divisor !== undefined && scope.values(divisor, whole(0)).equal === true
  })
  return found
}

function divisorOf(e: Expr): Expr | undefined {
  if (e.kind === 'quotient') return e.bottom
  return e.kind === 'power' && (rationalOf(e.exponent)?.n ?? 0n) < 0n ? e.base : undefined
}

/** f(x) stands for the value that an equation calls y or f. */
const difference = (left: Expr, right: Expr): Expr => minus(unapplied(left), unapplied(right))

function unapplied(e: Expr): Expr {
  if (e.kind === 'apply' && e.args.every((arg) => arg.kind === 'symbol'))
    return { kind: 'symbol', name: e.name }
  return mapParts(e, unapplied)
}

function bySides(a: Statement, b: Statement, scope: Scope): Decision {
  const straight = [scope.nodes(a.left, b.left), scope.nodes(a.right, b.right)]
  if (straight.every((side) => side.equal === true)) return same('relation/sides')
  const swaps = a.op === '=' || a.op === '!='
  if (swaps && scope.nodes(a.left, b.right).equal === true && scope.nodes(a.right, b.left).equal === true)
    return same('relation/sides')
  return straight.some((side) => side.equal === false) && !swaps
    ? different('relation/sides')
    : straight.every((side) => side.equal !== undefined)
      ? different('relation/sides')
      : unknown('relation/sides')
}
