import type { Fact } from './question.js'

const NUMBER_WORDS = [
  'twelve',
  'eighteen',
  'twenty',
  'twenty-one',
  'thirty-four',
  'forty',
  'forty-five',
  'fifty-six',
  'sixty-seven',
  'seventy',
  'eighty-nine',
  'ninety-eight',
]
const ROMAN = ['iv', 'vi', 'ix', 'xi', 'xiv', 'xvi', 'xix', 'xxi', 'xl', 'lx', 'xc', 'cx']
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const MONTHS = ['january', 'march', 'april', 'june', 'july', 'august', 'october', 'december']

/** Wrong answers of the same category for the math facts that are answered in words; empty: near numbers do. */
export function mathRivals(fact: Fact): readonly string[] {
  if (fact.kind === 'day') return DAYS
  if (fact.kind === 'month') return MONTHS
  if (fact.kind === 'roman') return ROMAN
  return fact.kind === 'words' ? NUMBER_WORDS : []
}
