import type { Node } from '../node.js'
import { type Comparison, different, same } from './decision.js'

type Time = Extract<Node, { kind: 'time' }>

/** Clock times; a.m. or p.m. that one side alone writes is settled by the other's hour if that is 13 or more. */
export const compareTimes: Comparison = (a, b) => {
  if (a.kind !== 'time' || b.kind !== 'time') return undefined
  if (a.minutes !== b.minutes || a.seconds !== b.seconds) return different('time/different')
  const settled = (t: Time): boolean => t.half !== undefined || t.hours === 0 || t.hours > 12
  const equal =
    settled(a) && settled(b) ? hourOfDay(a) === hourOfDay(b) : a.hours % 12 === b.hours % 12 && agree(a, b)
  return equal ? same('time/equal') : different('time/different')
}

/** A bare 1:00 to 12:59 leaves the half of the day open unless the other is beyond noon in 24-hour writing. */
function agree(a: Time, b: Time): boolean {
  if (a.half === undefined && b.half === undefined) return a.hours === b.hours
  const bareTime = a.half === undefined ? a : b
  return bareTime.hours >= 1 && bareTime.hours <= 12
}

function hourOfDay(t: Time): number {
  if (t.half === undefined || t.hours > 12) return t.hours % 24
  return (t.hours % 12) + (t.half === 'pm' ? 12 : 0)
}
