import { number, symbol } from '../fold.js'
import type { Expr, Node, RelationNode } from '../node.js'
import { listedNames, type Named, namedIn } from './names.js'
import { isExpr, namesIn, replaceSymbols } from './rewrite.js'
import { expandSigns } from './signs.js'

const MAX_ITEMS = 256

/**
 * One shape for answers that are written in several: every ± written out, numerals as numbers, "x = 2 or x = 5" as
 * x = (2, 5 in any order), "x = 2, y = 5" as (x, y) = (2, 5).
 */
export function tidy(node: Node): Node {
  switch (node.kind) {
    case 'numeral':
      return number(node.value)
    case 'set':
    case 'list':
      return tidyList(node)
    case 'logic': {
      const parts = node.parts.map(tidy)
      return gather(parts, node.op) ?? { ...node, parts }
    }
    case 'relation':
      return tidyRelation(node)
    case 'family':
      return membersOf(node) ?? node
    case 'builder':
      return writtenOut(node) ?? node
    case 'interval':
    case 'union':
    case 'intersection':
    case 'difference':
      return node
    default: {
      const written = expandSigns(node)
      return written && written.length > 1 ? { kind: 'set', items: written } : node
    }
  }
}

/** -2 < x < 2, x ∈ Z is no family: it says of x that it is in both. */
function membersOf({ item, indices, domain }: Extract<Node, { kind: 'family' }>): Node | undefined {
  const [index] = indices
  if (index === undefined || indices.length > 1 || item.kind !== 'relation') return undefined
  const bounds = item.links.every(({ op }) => ORDERS.has(op)) && [...namesIn(item)].join() === index
  const member: RelationNode = {
    kind: 'relation',
    first: symbol(index),
    links: [{ op: 'in', right: domain }],
  }
  return bounds ? { kind: 'logic', op: 'and', parts: [item, member] } : undefined
}

const ORDERS: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])

/** {2k | k ∈ {1, 2, 3}} as {2, 4, 6}. */
function writtenOut({ item, condition }: Extract<Node, { kind: 'builder' }>): Node | undefined {
  if (condition.kind !== 'relation' || condition.first.kind !== 'symbol' || !isExpr(item)) return undefined
  const [link] = condition.links
  if (condition.links.length > 1 || link?.op !== 'in' || link.right.kind !== 'set') return undefined
  const { items } = link.right
  if (items.length > MAX_ITEMS || !items.every(isExpr)) return undefined
  const { name } = condition.first
  return { kind: 'set', items: items.map((value) => replaceSymbols(item, new Map([[name, value as Expr]]))) }
}

function tidyList(node: Extract<Node, { kind: 'set' | 'list' }>): Node {
  const items: Node[] = []
  for (const item of node.items) {
    const tidied = tidy(item)
    const several = tidied.kind === 'set' && item.kind !== 'set'
    if (several) items.push(...tidied.items)
    else items.push(tidied)
    if (items.length > MAX_ITEMS) return node
  }
  return (node.kind === 'list' && gather(items)) || { ...node, items }
}

function tidyRelation(node: RelationNode): Node {
  const joined = splitUnion(node)
  if (joined) return tidy(joined)
  const named = namedIn(node)
  if (named && node.links.every((link) => link.op !== 'in')) {
    const value = tidy(named.value)
    return value === named.value ? node : assign(named.first, value)
  }
  const written = expandSigns(node)
  return written && written.length > 1
    ? { kind: 'logic', op: node.links.some((link) => link.op === '!=') ? 'and' : 'or', parts: written }
    : node
}

/** x ≤ -1 ∪ x ≥ 3 is read as x ≤ (-1 ∪ x) ≥ 3, but joins two statements. */
function splitUnion(node: RelationNode): Node | undefined {
  const parts: RelationNode[] = []
  let { first } = node
  let links: RelationNode['links'][number][] = []
  for (const [i, link] of node.links.entries()) {
    const { right } = link
    const [left, next] = right.kind === 'union' && right.parts.length === 2 ? right.parts : []
    if (!left || !next || !isExpr(next) || i === node.links.length - 1) {
      links.push(link)
      continue
    }
    parts.push({ kind: 'relation', first, links: [...links, { ...link, right: left }] })
    first = next
    links = []
  }
  parts.push({ kind: 'relation', first, links })
  return parts.length > 1 ? { kind: 'logic', op: 'or', parts } : undefined
}

const assign = (first: Node, right: Node): RelationNode => ({
  kind: 'relation',
  first,
  links: [{ op: '=', right }],
})

/** Several answers side by side: values, one name's values, or several names' values; undefined if they are statements. */
function gather(parts: readonly Node[], op?: 'and' | 'or'): Node | undefined {
  if (parts.length < 2) return undefined
  if (parts.every(isPlain))
    return { kind: 'list', items: parts.flatMap((part) => (part.kind === 'list' ? part.items : [part])) }
  const named = parts.map((part) => (part.kind === 'relation' ? assignmentIn(part) : undefined))
  const [first] = named
  if (!first || !named.every((one, i) => one || isPlain(parts[i] as Node))) return undefined
  // n = 1, 2, 3: the name goes before all.
  if (named.every((one) => one === undefined || one.name === first.name)) {
    const items = parts.flatMap((part, i) => severalIn(named[i]?.value ?? part))
    return assign(first.first, { kind: 'list', items })
  }
  return named.every((one) => one !== undefined) ? coordinates(named, op) : undefined
}

const severalIn = (node: Node): readonly Node[] =>
  node.kind === 'list' || node.kind === 'set' ? node.items : [node]

const isPlain = (node: Node): boolean =>
  isExpr(node) ||
  ['percentage', 'quantity', 'tuple', 'set', 'list', 'ratio', 'time', 'text', 'family'].includes(node.kind)

function assignmentIn(node: RelationNode): Named | undefined {
  return node.links.every((link) => link.op === '=' || link.op === 'approx') ? namedIn(node) : undefined
}

/** x = 2, y = 5 as (x, y) = (2, 5); x = 2, y = 5, x = 3, y = 4 as (x, y) = (2, 5), (3, 4). */
function coordinates(named: readonly Named[], op?: 'and' | 'or'): Node | undefined {
  const names = [...new Set(named.map((one) => one.name))]
  const width = names.length
  // x = 1 or y = 2 is no pair.
  if (named.length % width !== 0 || (op === 'or' && named.length === width)) return undefined
  const tuples: Node[] = []
  for (let at = 0; at < named.length; at += width) {
    const chunk = new Map(named.slice(at, at + width).map((one) => [one.name, one.value]))
    if (chunk.size !== width) return undefined
    tuples.push({ kind: 'tuple', items: names.map((name) => chunk.get(name) as Node) })
  }
  const [only] = tuples
  const value: Node = only && tuples.length === 1 ? only : { kind: 'list', items: tuples }
  return assign({ kind: 'tuple', items: names.map(symbol) }, value)
}

/** Reorders the tuples of (y, x) = (5, 2) to the order of names given. */
export function reorder(first: Node, value: Node, names: readonly string[]): Node | undefined {
  const own = listedNames(first)
  if (!own || own.length !== names.length) return undefined
  const places = names.map((name) => own.indexOf(name))
  if (places.includes(-1)) return undefined
  const one = (tuple: Node): Node =>
    tuple.kind === 'tuple' && tuple.items.length === names.length
      ? { kind: 'tuple', items: places.map((place) => tuple.items[place] as Node) }
      : tuple
  if (value.kind === 'list' || value.kind === 'set') return { ...value, items: value.items.map(one) }
  return one(value)
}
