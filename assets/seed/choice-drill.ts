import type { RandomStream } from '../../src/random/index.js'
import type { Span } from './renderings.js'
import { between, pick } from './world/draw.js'
import { LETTERS, optionsText } from './world/index.js'

const SYLLABLES = [
  'ba',
  'co',
  'du',
  'fe',
  'gi',
  'ka',
  'lo',
  'mu',
  'ne',
  'pi',
  'ra',
  'so',
  'tu',
  've',
  'zi',
  'nor',
  'stan',
  'bel',
]

/** A letter is one token in seven of a drill: it has to weigh more to be learned beside everything else. */
const LETTER = 6

/**
 * Options with meaningless texts; only the letters count. Either all options are asked for by their texts, as a
 * Reasoner that has its answer looks for its letter, or several sets follow a document that holds one option of each,
 * as a Challenger finds the letter of what it read. Without these drills no letter was learned in 3,000 steps; with
 * them the first kind was learned within 500, the second not at all.
 */
export function choiceDrill(rng: RandomStream, textOnly: boolean): Span[] {
  return textOnly || rng.integer(4) ? askedByText(rng) : foundInDocument(rng)
}

function askedByText(rng: RandomStream): Span[] {
  const options = different(rng, 4)
  const stem = rng.integer(2) ? '' : ` what is ${different(rng, between(rng, 1, 3)).join(' ')}?`
  const spans: Span[] = [[`<q>`, 0]]
  if (stem !== '') spans.push([stem, 0])
  spans.push([optionsText(options), 0])
  // Each option once: a second time, the letter could be copied from the first.
  for (const text of rng.shuffle(options)) {
    const space = /^[a-z]/.test(text) ? ' ' : ''
    spans.push([`<a>${space}${text}<ans>`, 0], [` ${LETTERS[options.indexOf(text)]}`, LETTER])
  }
  return spans
}

function foundInDocument(rng: RandomStream): Span[] {
  const texts = different(rng, 16)
  const stated = texts.slice(0, 4)
  const spans: Span[] = [
    ['<doc>', 0],
    [` ${rng.shuffle([...stated, ...different(rng, between(rng, 0, 4))]).join(' ')}.`, 0],
  ]
  for (const [i, text] of stated.entries()) {
    const options = rng.shuffle([text, ...texts.slice(4 + 3 * i, 7 + 3 * i)])
    spans.push(
      ['<mcq>', 0],
      [`${optionsText(options)}<a>`, 0],
      [` ${LETTERS[options.indexOf(text)]}`, LETTER],
    )
  }
  return spans
}

function different(rng: RandomStream, count: number): string[] {
  const texts = new Set<string>()
  while (texts.size < count) texts.add(drawText(rng))
  return [...texts]
}

function drawText(rng: RandomStream): string {
  if (rng.integer(3) === 0)
    return Array.from({ length: between(rng, 1, 2) }, () => pick(rng, SYLLABLES)).join('')
  const number = between(rng, 0, pick(rng, [9, 99, 99, 999]))
  return rng.integer(8) === 0 ? `${number}.${between(rng, 1, 9)}` : String(number)
}
