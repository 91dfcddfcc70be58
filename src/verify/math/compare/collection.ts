import { normalForm } from '../exact/index.js'
import type { Node } from '../node.js'
import { printNode } from '../print.js'
import { type Comparison, type Decision, different, type Scope, same, unknown } from './decision.js'
import { isExpr } from './rewrite.js'

const MAX_ITEMS = 256

/** Sets and lists of answers: unordered, repeats count once; one item alone stands for itself. */
export const compareCollections: Comparison = (a, b, scope) => {
  const [x, y] = [itemsOf(a), itemsOf(b)]
  if (!x && !y) return undefined
  const kind = a.kind === 'set' || b.kind === 'set' ? 'set' : 'list'
  if (x && y) {
    if (a.kind === 'logic' && b.kind === 'logic' && a.op !== b.op) return different('logic/operator')
    return compareItems(x, y, kind, scope)
  }
  const [items, other] = x ? [x, b] : [y as readonly Node[], a]
  // {5} is 5, but neither {5, 5} nor 5 ± 0 is: whoever writes several answers has not given one.
  if (items.length !== 1) return different(items.length === 0 ? 'set/empty' : `${kind}/single`)
  return compareItems(items, [other], kind, scope)
}

function itemsOf(node: Node): readonly Node[] | undefined {
  if (node.kind === 'set' || node.kind === 'list') return node.items
  return node.kind === 'logic' ? node.parts : undefined
}

/** Unordered, repeats once, whatever the items are. */
export function compareItems(a: readonly Node[], b: readonly Node[], kind: string, scope: Scope): Decision {
  if (a.length > MAX_ITEMS || b.length > MAX_ITEMS) return unknown(`${kind}/too-long`)
  const x = distinct(a, scope)
  const y = distinct(b, scope)
  const nodes = eachOnce(scope)
  const missing = firstMissing(x, y, nodes)
  const extra = missing.equal === false ? missing : firstMissing(y, x, nodes)
  if (missing.equal === true && extra.equal === true) return same(`${kind}/equal`)
  if (missing.equal !== false && extra.equal !== false) return unknown(`${kind}/undecided`)
  if (kind === 'list' && x.length !== y.length) return different('list/length')
  return different(x.length === y.length ? `${kind}/different` : `${kind}/missing`)
}

/** Compares every pair once, whichever side asks: twice at every level would double with every bracket. */
function eachOnce(scope: Scope): Scope['nodes'] {
  const known = new Map<Node, Map<Node, Decision>>()
  return (a, b) => {
    const before = known.get(a)?.get(b) ?? known.get(b)?.get(a)
    if (before) return before
    const decision = scope.nodes(a, b)
    known.set(a, (known.get(a) ?? new Map<Node, Decision>()).set(b, decision))
    return decision
  }
}

interface Keyed {
  readonly key: string | undefined
  readonly node: Node
}

/** Items by the normal form that equal expressions share, each once. */
function distinct(items: readonly Node[], scope: Scope): Keyed[] {
  const seen = new Set<string>()
  const kept: Keyed[] = []
  for (const node of items) {
    const key = keyOf(node, scope)
    if (key !== undefined && seen.has(key)) continue
    if (key !== undefined) seen.add(key)
    kept.push({ key, node })
  }
  return kept
}

function keyOf(node: Node, scope: Scope): string | undefined {
  if (isExpr(node)) {
    const normal = normalForm(node, scope.budget)
    return normal && printNode(normal)
  }
  if (node.kind === 'text') return `text ${node.text}`
  if (node.kind !== 'tuple') return undefined
  const keys = node.items.map((item) => keyOf(item, scope))
  return keys.every((key) => key !== undefined) ? `(${keys.join(';')})` : undefined
}

function firstMissing(from: readonly Keyed[], among: readonly Keyed[], nodes: Scope['nodes']): Decision {
  const keys = new Set(among.map((item) => item.key))
  let doubt: Decision | undefined
  for (const { key, node } of from) {
    if (key !== undefined && keys.has(key)) continue
    const found = partner(node, among, nodes)
    if (found.equal === false) return found
    if (found.equal === undefined) doubt ??= found
  }
  return doubt ?? same('set/equal')
}

function partner(node: Node, among: readonly Keyed[], nodes: Scope['nodes']): Decision {
  let doubt: Decision | undefined
  for (const other of among) {
    const decision = nodes(node, other.node)
    if (decision.equal === true) return decision
    if (decision.equal === undefined) doubt ??= decision
  }
  return doubt ?? different('set/missing')
}
