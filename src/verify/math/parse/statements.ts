import type { Node, RelationNode } from '../node.js'
import type { Reader } from './reader.js'
import { relation } from './relations.js'
import { asSet, setExpression } from './sets.js'
import type { Token } from './token.js'
import { UNREADABLE } from './unreadable.js'

/** Words that start a condition after the answer. */
const CONDITIONS = new Set(['where', 'for', 'with', 'if', 'when', 'whenever', 'given', 'as', 'such', 'that'])
/** Words of a condition that say which numbers a name stands for, or nothing. */
const QUANTIFIERS = new Set(
  'all any every each some is are be an a the of values value arbitrary whole number numbers constant constants real such that'.split(
    ' ',
  ),
)
const INTEGERS = new Set(['integer', 'integers'])
const PARTS: ReadonlySet<string> = new Set<NumberPart>(['positive', 'negative', 'nonnegative', 'nonzero'])
const MAX_ITEMS = 200

type NumberPart = NonNullable<Extract<Node, { kind: 'numberSet' }>['part']>
type Separator = 'comma' | 'and' | 'or'

interface Item {
  readonly node: Node
  /** What stood before it. */
  readonly separator: Separator
}

/** A whole answer: relations or values, with what joins them, and a condition at the end. */
export function statement(r: Reader): Node {
  const items: Item[] = []
  let separator: Separator = 'comma'
  for (;;) {
    if (startsCondition(r) && items.length > 0) {
      const bracketed = r.accept('open', '(')
      items.push({ node: condition(r), separator: 'comma' })
      if (bracketed) r.expect('close', ')')
    } else items.push({ node: item(r), separator })
    if (items.length > MAX_ITEMS) throw UNREADABLE
    const next = separatorAt(r)
    if (next === undefined) break
    if (r.done || r.token.kind === 'close') {
      if (next !== 'comma') throw UNREADABLE
      break
    }
    separator = next
  }
  return combine(items)
}

function separatorAt(r: Reader): Separator | undefined {
  let found: Separator | undefined
  for (;;) {
    const { kind, text } = r.token
    if (kind === 'row') found ??= 'comma'
    else if (kind === 'operator' && (text === ',' || text === ';' || text === '&')) found ??= 'comma'
    else if (kind === 'operator' && (text === 'and' || text === 'or')) found = text
    else return found ?? (startsCondition(r) ? 'comma' : undefined)
    r.at++
  }
}

function startsCondition(r: Reader): boolean {
  const { kind, text } = r.token
  if (kind === 'word') return CONDITIONS.has(text)
  return kind === 'open' && r.conditionAhead()
}

/** A relation, or words up to the next separator. */
export function item(r: Reader): Node {
  return textItem(r) ?? relation(r)
}

/** Words that are no names: "red", "no solution". Only if nothing else is in the item. */
function textItem(r: Reader): Node | undefined {
  const { kind, style, text } = r.token
  if (
    kind !== 'word' ||
    (style !== 'text' && text.length < 4 && !r.options.series && (style !== 'plain' || r.plain))
  )
    return undefined
  let at = r.at
  let written = ''
  for (;;) {
    const token = r.tokens[at]
    if (token === undefined || !isWordLike(token)) break
    r.budget.spend()
    written += `${written === '' ? '' : ' '}${token.text}`
    at++
  }
  const end = r.tokens[at]
  if (
    end !== undefined &&
    end.kind !== 'close' &&
    end.kind !== 'row' &&
    !(end.kind === 'operator' && SEPARATORS.has(end.text))
  )
    return undefined
  r.at = at
  return { kind: 'text', text: written.toLowerCase(), written }
}

const SEPARATORS = new Set([',', ';', 'and', 'or', '&'])
const isWordLike = (token: Token): boolean =>
  token.kind === 'word' || (token.kind === 'letter' && token.style !== 'none')

/** "where n is an integer", "for all k ∈ Z", "for x > 0". */
function condition(r: Reader): Node {
  const names: string[] = []
  let domain: Node | undefined
  let part: NumberPart | undefined
  for (;;) {
    const { kind, text } = r.token
    const sign = kind === 'word' && domain === undefined && part === undefined ? partAt(r) : undefined
    if (sign) part = sign
    else if (kind === 'word' && (CONDITIONS.has(text) || QUANTIFIERS.has(text))) r.at++
    else if (kind === 'word' && INTEGERS.has(text)) {
      domain ??= { kind: 'numberSet', name: 'Z', ...(part ? { part } : {}) }
      r.at++
    } else if (kind === 'word' && text === 'natural' && QUANTIFIERS.has(r.peek().text)) {
      domain ??= { kind: 'numberSet', name: 'N' }
      r.at++
    } else if (kind === 'letter' && endsName(r.peek())) {
      if (!(text === 'a' && r.token.style !== 'none' && r.peek().kind === 'word')) names.push(text)
      r.at++
    } else if (kind === 'operator' && text === ',' && names.length > 0 && domain === undefined) r.at++
    else if (kind === 'operator' && text === 'in' && names.length > 0) {
      r.at++
      domain = asSet(setExpression(r))
    } else break
    r.budget.spend()
  }
  if (names.length > 0 && domain !== undefined)
    return { kind: 'family', item: { kind: 'list', items: [] }, indices: names, domain }
  if (names.length > 0) throw UNREADABLE
  return relation(r)
}

/** "positive", "non-negative" before "integer". */
function partAt(r: Reader): NumberPart | undefined {
  const dashed = r.token.text === 'non' && r.peek().text === '-'
  const length = dashed ? 3 : 1
  const part = dashed ? `non${r.peek(2).text}` : r.token.text
  if (!PARTS.has(part) || !INTEGERS.has(r.peek(length).text)) return undefined
  r.at += length
  return part as NumberPart
}

const endsName = (next: Token): boolean =>
  next.kind === 'stop' ||
  next.kind === 'word' ||
  next.kind === 'close' ||
  next.kind === 'letter' ||
  (next.kind === 'operator' && (next.text === 'in' || next.text === ',' || next.text === 'and'))

function combine(items: readonly Item[]): Node {
  const only = items[0] as Item
  if (items.length === 1) return only.node
  const last = (items[items.length - 1] as Item).node
  const family = familyOf(last)
  if (family) return { kind: 'family', item: combine(items.slice(0, -1)), ...family }
  const nodes = items.map((entry) => entry.node)
  const joined = items.slice(1).map((entry) => entry.separator)
  const relations = nodes.filter((node) => node.kind === 'relation').length
  if (relations === nodes.length) return related(nodes as RelationNode[], joined)
  const first = only.node
  if (relations === 1 && first.kind === 'relation') return valuesOf(first, nodes.slice(1), joined)
  const sets = nodes.filter(isSetLike).length
  if (relations + sets === nodes.length && joined.some((word) => word !== 'comma'))
    return { kind: 'logic', op: joined.includes('or') ? 'or' : 'and', parts: nodes }
  return { kind: 'list', items: nodes }
}

const isSetLike = (node: Node): boolean => node.kind === 'relation' || node.kind === 'logic'

/** k ∈ Z as the last of the items, or a condition that names its integers. */
function familyOf(node: Node): { indices: readonly string[]; domain: Node } | undefined {
  if (node.kind === 'family' && node.item.kind === 'list' && node.item.items.length === 0)
    return { indices: node.indices, domain: node.domain }
  if (node.kind !== 'relation' || node.links.length !== 1 || node.first.kind !== 'symbol') return undefined
  const link = node.links[0] as RelationNode['links'][number]
  const domain = asSet(link.right)
  const integers = domain.kind === 'numberSet' && (domain.name === 'Z' || domain.name === 'N')
  return link.op === 'in' && integers ? { indices: [node.first.name], domain } : undefined
}

function related(nodes: readonly RelationNode[], joined: readonly Separator[]): Node {
  // "lambda: x=2 or x=5" is no ratio with one of two values.
  const ratios = nodes.filter(({ first }) => first.kind === 'ratio').length
  if (ratios > 0 && ratios < nodes.length) throw UNREADABLE
  if (joined.includes('or')) return { kind: 'logic', op: 'or', parts: nodes }
  if (joined.includes('and')) return { kind: 'logic', op: 'and', parts: nodes }
  const assignments = nodes.every((node) => node.links.every(({ op }) => op === '=' || op === 'approx'))
  return assignments ? { kind: 'list', items: nodes } : { kind: 'logic', op: 'and', parts: nodes }
}

/** "n = 1, 2, 3": the name has each of the values. */
function valuesOf(first: RelationNode, rest: readonly Node[], joined: readonly Separator[]): Node {
  const links = first.links
  const link = links[links.length - 1] as RelationNode['links'][number]
  if (link.op === 'in' && joined.every((word) => word === 'comma')) throw UNREADABLE
  const values: Node = { kind: 'list', items: [link.right, ...rest] }
  return { kind: 'relation', first: first.first, links: [...links.slice(0, -1), { ...link, right: values }] }
}
