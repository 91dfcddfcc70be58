import type { Expr, Node } from '../node.js'
import { asExpr } from './expr.js'
import type { Reader } from './reader.js'
import { sum } from './sums.js'
import type { Token } from './token.js'

/** sum { : sum }; also a time of day, if it is written like one and times are wanted. */
export function ratio(r: Reader): Node {
  const time = r.token.kind === 'number' ? clock(r) : undefined
  if (time) return time
  const first = sum(r)
  if (r.builder || !(r.op(':') || isTo(r))) return first
  r.sawRatio = true
  const parts: Expr[] = [asExpr(first)]
  while (isTo(r) ? ++r.at : r.acceptOp(':')) parts.push(asExpr(sum(r)))
  return { kind: 'ratio', parts }
}

/** "3 to 5": between whole numbers; "5/9 to 2/3" is a range. */
function isTo(r: Reader): boolean {
  if (r.token.kind !== 'word' || r.token.text !== 'to') return false
  const slash = (token: Token): boolean => token.kind === 'operator' && token.text !== ':'
  return isWhole(r.peek()) && isWhole(r.peek(-1)) && !slash(r.peek(2)) && !slash(r.peek(-2))
}

const isWhole = (token: Token): boolean => token.kind === 'number' && /^\d+$/.test(token.text)

const isCount = (token: Token, below: number): boolean =>
  token.kind === 'number' && /^\d\d$/.test(token.text) && Number(token.text) < below

/** 12:30, 3:05 p.m., 10:15:00, 3 pm. */
function clock(r: Reader): Node | undefined {
  const hours = r.token
  if (!/^\d\d?$/.test(hours.text) || Number(hours.text) > 24) return undefined
  let at = 1
  let minutes = 0
  let seconds = 0
  if (r.peek().kind === 'operator' && r.peek().text === ':') {
    if (!isCount(r.peek(2), 60)) return undefined
    minutes = Number(r.peek(2).text)
    at = 3
    if (r.peek(3).text === ':') {
      if (!isCount(r.peek(4), 60)) return undefined
      seconds = Number(r.peek(4).text)
      at = 5
    }
    if (r.peek(at).text === ':') return undefined
  }
  const mark = r.peek(at)
  const half = mark.kind === 'word' ? mark.text.toLowerCase() : ''
  if (half === 'am' || half === 'pm') {
    r.at += at + 1
    return { kind: 'time', hours: Number(hours.text), minutes, seconds, half }
  }
  if (at === 1 || r.sawRatio) return undefined
  r.sawTime = true
  if (!r.options.times) return undefined
  r.at += at
  return { kind: 'time', hours: Number(hours.text), minutes, seconds }
}
