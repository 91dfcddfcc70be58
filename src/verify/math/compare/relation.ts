import { exactlyEqual } from '../exact/index.js'
import type { Expr, Node, RelationNode } from '../node.js'
import { compareItems } from './collection.js'
import { compareCongruences, compareResidue } from './congruence.js'
import { type Comparison, type Decision, different, type Scope } from './decision.js'
import { compareUndeclared } from './family.js'
import { chainValue, equatedNames, listedNames, matrixStated, type Named, namedIn } from './names.js'
import { isExpr, mapExpressions, namesIn, replaceSymbols } from './rewrite.js'
import { isWrongSum } from './rounding.js'
import { compareStatements } from './statement.js'
import { reorder } from './tidy.js'
import { speaksOfReals } from './to-reals.js'
import { renamedIndex } from './undeclared.js'

/** Assignments, chains of equalities, equations and what else is related by a sign. */
export const compareRelations: Comparison = (a, b, scope) => {
  if (a.kind === 'relation' && b.kind === 'relation') return twoRelations(a, b, scope)
  const [relation, other] = a.kind === 'relation' ? [a, b] : [b, a]
  if (relation.kind !== 'relation') return undefined
  if (relation.links[0]?.op === 'congruent') return compareResidue(relation, other, scope)
  if (isWrongSum(relation)) return different('equation/wrong')
  const value =
    namedIn(relation)?.value ??
    chainValue(relation) ??
    matrixStated(relation) ??
    identityValue(relation, other, scope)
  const equations = other.kind === 'logic' ? equationsIn(relation) : undefined
  if (equations && other.kind === 'logic' && other.parts.every((part) => part.kind === 'relation'))
    return compareItems(equations, other.parts, 'list', scope)
  const roots = rootsIn(relation)
  if (roots && (other.kind === 'set' || other.kind === 'list')) return scope.nodes(roots, other)
  // x = 2 or x = 5 are two answers, (2, 5) is one.
  if (value?.kind === 'list' && other.kind === 'tuple') return different('tuple/list')
  if (value) return scope.nodes(value, other)
  if (relation.links.some(({ op }) => op !== '=' && op !== 'approx')) return undefined
  return different('equation/value')
}

/** What x³ - x = x(x-1)(x+1) works out: both sides are the same for every x. */
function identityValue({ first, links }: RelationNode, other: Node, scope: Scope): Expr | undefined {
  const [link] = links
  if (!link || links.length > 1 || link.op !== '=' || !isExpr(first) || !isExpr(link.right) || !isExpr(other))
    return undefined
  return exactlyEqual(first, link.right, scope.budget) === true ? link.right : undefined
}

/** x₁ = 3, x₂ = -3: the two solutions of an equation for x, in no order that counts; x₁, x₂, x₃ solve a system. */
function rootsIn(node: RelationNode): Node | undefined {
  const named = namedIn(node)
  const numbered = named && listedNames(named.first)?.join() === 'x_1,x_2'
  return numbered && named.value.kind === 'tuple' ? { kind: 'set', items: named.value.items } : undefined
}

/** y = ±x/2, of which each value is an equation of its own. */
function equationsIn(node: RelationNode): readonly RelationNode[] | undefined {
  const named = namedIn(node)
  if (!named || (named.value.kind !== 'list' && named.value.kind !== 'set')) return undefined
  const { items } = named.value
  if (items.length < 2 || !items.every((item) => isExpr(item) && namesIn(item).size > 0)) return undefined
  return items.map((right) => ({ kind: 'relation', first: named.first, links: [{ op: '=', right }] }))
}

function twoRelations(a: RelationNode, b: RelationNode, scope: Scope): Decision | undefined {
  if (isWrongSum(a) || isWrongSum(b)) return different('equation/wrong')
  const [x, y] = [namedIn(a), namedIn(b)]
  const congruences = [a, b].filter((one) => one.links[0]?.op === 'congruent')
  // x = 5k + 3 says it as a family.
  if (congruences.length === 1 && (x ?? y)) return undefined
  if (congruences.length > 0) return compareCongruences(a, b, scope)
  if (x && y) return twoNamed(a, x, b, y, scope)
  const [p, q] = [x?.value ?? chainValue(a), y?.value ?? chainValue(b)]
  if (p && q) return scope.nodes(p, q)
  // A ∪ B = (1, 3) against 1 < x < 3.
  if (x && a.links[0]?.op === '=' && speaksOfReals(x.value)) return scope.nodes(x.value, b)
  if (y && b.links[0]?.op === '=' && speaksOfReals(y.value)) return scope.nodes(a, y.value)
  const chained = chainAgainst(a, b, scope) ?? chainAgainst(b, a, scope)
  if (chained) return chained
  const inequality = speaksOfReals(a) && speaksOfReals(b)
  if (inequality && (namesIn(a).size < 2 || namesIn(b).size < 2)) return undefined
  if (speaksOfReals(a) !== speaksOfReals(b)) return undefined
  return compareStatements(a, b, scope)
}

/** a + b = 6 + 8 = 14 says what a + b = 14 says. */
function chainAgainst(a: RelationNode, b: RelationNode, scope: Scope): Decision | undefined {
  const last = a.links.at(-1)
  if (a.links.length < 2 || b.links.length !== 1 || !last || !chainValue(a)) return undefined
  return compareStatements({ ...a, links: [last] }, b, scope)
}

/** What trigonometric equations are solved for. */
const ANGLE = /^(x|t|theta|vartheta|alpha|beta|phi|varphi)(_.*)?$/

function twoNamed(a: RelationNode, x: Named, b: RelationNode, y: Named, scope: Scope): Decision {
  const [own, its] = [equatedNames(a), equatedNames(b)]
  if (own.length > 1 || its.length > 1) {
    const shared = equated(own, x, its, y, scope)
    if (shared) return shared
  }
  const [p, q] = [rootsIn(a), rootsIn(b)]
  if (p && y.name === 'x') return scope.nodes(p, y.value)
  if (q && x.name === 'x') return scope.nodes(x.value, q)
  const names = listedNames(x.first)
  if (names && x.name !== y.name) {
    const value = reorder(y.first, y.value, names)
    return value ? scope.nodes(x.value, value) : different('name/clash')
  }
  if (sameName(x, y)) {
    const values = scope.nodes(x.value, sameArguments(x.first, y))
    if (values.equal === true) return values
    const angles = ANGLE.test(x.name) ? compareUndeclared(x.value, y.value, scope, true) : undefined
    return angles ?? renamedIndex(x, y, scope) ?? values
  }
  const equations =
    isExpr(x.value) && isExpr(y.value) && namesIn(x.value).size > 0 && namesIn(y.value).size > 0
  return equations ? compareStatements(a, b, scope) : different('name/clash')
}

/** x = y = 2 against y = x = 2, (x, y) = (2, 2) and, as half of it says the same value, x = 2. */
function equated(
  own: readonly string[],
  x: Named,
  its: readonly string[],
  y: Named,
  scope: Scope,
): Decision | undefined {
  const [short, long] = own.length <= its.length ? [own, its] : [its, own]
  if (short.every((name) => long.includes(name))) return scope.nodes(x.value, y.value)
  const [tuple, names, value] = x.value.kind === 'tuple' ? [x, its, y.value] : [y, own, x.value]
  const listed = listedNames(tuple.first)
  if (listed?.toSorted().join() !== names.join())
    return short.length > 1 ? different('name/clash') : undefined
  return scope.nodes(tuple.value, { kind: 'tuple', items: listed.map(() => value) })
}

/** y stands for f(x) where a function is meant. */
function sameName(x: Named, y: Named): boolean {
  if (x.name === y.name) return true
  if (x.first.kind === 'apply' && y.first.kind === 'apply')
    return x.first.name === y.first.name && defines(x) && defines(y)
  const [plain, applied] = x.first.kind === 'apply' ? [y.first, x.first] : [x.first, y.first]
  if (plain.kind !== 'symbol' || applied.kind !== 'apply') return false
  return parameters(applied) !== undefined && (plain.name === 'y' || plain.name === applied.name)
}

function parameters(node: Node): readonly string[] | undefined {
  if (node.kind !== 'apply') return undefined
  const names = node.args.map((arg) => (arg.kind === 'symbol' ? arg.name : undefined))
  return names.every((name) => name !== undefined) ? (names as string[]) : undefined
}

/** f(x) = x² is about every x; P(A) = 1/2 and f(a) = 3 are about that one. */
function defines({ first, value }: Named): boolean {
  const within = namesIn(value)
  return parameters(first)?.every((name) => within.has(name)) === true
}

/** f(t) = t² says what f(x) = x² says. */
function sameArguments(first: Node, other: Named): Node {
  const [to, from] = [parameters(first), parameters(other.first)]
  if (!to || to.length !== from?.length || to.join() === from.join()) return other.value
  const by = new Map<string, Expr>(from.map((name, i) => [name, { kind: 'symbol', name: to[i] ?? name }]))
  return mapExpressions(other.value, (e) => replaceSymbols(e, by))
}
