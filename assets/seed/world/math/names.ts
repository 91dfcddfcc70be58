import { between, pick } from '../draw.js'
import type { Solved } from '../question.js'
import type { MathKind } from './kind.js'

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const ONES = [
  '',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const TEENS = ['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen']
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const ROMAN: readonly [string, number][] = [
  ['c', 100],
  ['xc', 90],
  ['l', 50],
  ['xl', 40],
  ['x', 10],
  ['ix', 9],
  ['v', 5],
  ['iv', 4],
  ['i', 1],
]

function named(answer: string, work: string | null): Solved {
  return { answer, type: 'string', work }
}

/** A step around a circle of names: days of the week, months of the year. */
function circle(name: string, unit: string, names: readonly string[]): MathKind {
  const around = names.length
  return {
    name,
    levels: [1, 2, 3],
    pattern: new RegExp(`^(\\d+) ${unit} (after|before) (${names.join('|')})$`),
    draw: (rng, level) => {
      const steps =
        level === 1
          ? between(rng, 1, 3)
          : level === 2
            ? between(rng, 4, around + 3)
            : between(rng, around + 4, 40)
      return `${steps} ${unit} ${level === 1 || rng.integer(3) ? 'after' : 'before'} ${pick(rng, names)}`
    },
    solve: (match) => {
      const steps = Number(match[1])
      const turn = (steps % around) * (match[2] === 'after' ? 1 : -1)
      const at = names.indexOf(match[3] as string)
      return named(
        names[(at + turn + around) % around] as string,
        steps < around ? null : `${steps} mod ${around}=${steps % around}`,
      )
    },
  }
}

function roman(n: number): string {
  let left = n
  let text = ''
  for (const [numeral, value] of ROMAN) {
    while (left >= value) {
      text += numeral
      left -= value
    }
  }
  return text
}

function inWords(n: number): string {
  if (n < ONES.length) return ONES[n] as string
  if (n < 20) return TEENS[n - ONES.length] as string
  return (TENS[Math.floor(n / 10)] as string) + (n % 10 ? `-${ONES[n % 10]}` : '')
}

const romanNumeral: MathKind = {
  name: 'roman',
  levels: [1, 2],
  pattern: /^(\d+) in roman$/,
  draw: (rng, level) => `${level === 1 ? between(rng, 1, 20) : between(rng, 21, 120)} in roman`,
  solve: (match) => {
    const n = Number(match[1])
    return n < 1 || n > 399 ? null : named(roman(n), null)
  },
}

const numberWords: MathKind = {
  name: 'words',
  levels: [1, 2],
  pattern: /^(\d+)([-+]\d+)? in words$/,
  draw: (rng, level) => `${between(rng, 10, 60)}${level === 1 ? '' : `+${between(rng, 2, 39)}`} in words`,
  solve: (match) => {
    const [a, b] = [Number(match[1]), Number(match[2] ?? 0)]
    const n = a + b
    return n < 1 || n > 99 ? null : named(inWords(n), match[2] === undefined ? null : `${a}${match[2]}=${n}`)
  },
}

export const NAMES: readonly MathKind[] = [
  circle('day', 'days', DAYS),
  circle('month', 'months', MONTHS),
  romanNumeral,
  numberWords,
]
