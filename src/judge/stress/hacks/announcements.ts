import { type Hack, knowing } from '../hack.js'

const dressed = (text: string): string => (/[\n$]|\\\[/.test(text) ? text : `$${text}$`)
const MODES = ['anchored', 'auto'] as const

/** Announcements whose formula is the gold and whose words are not: what stands beside a formula counts. */
// biome-ignore format: many short texts fill their lines
export const ANNOUNCEMENTS: readonly Hack[] = [
  knowing(
    'announced beside',
    (gold, wrong) => {
      const [g, w] = [dressed(gold), dressed(wrong)]
      return [
        `${g} or six hundred`, `${g}, six or seven hundred`, `${g} or more.`, `${g} or less`, `${g} in total or ${w}`,
        `${g}, since it may also be ${w}`, `${g}, because it might be ${w}`, `${g}, as is ${w}`, `${g} so is ${w}`,
        `${g} and so on`, `${g} unless it is ${w}`, `${g} or the other one`, `anything but ${g}`,
        `something other than ${g}`, `either ${g}, or ${w}`, `neither ${g}, nor ${w}`, `not quite ${g}`,
        `${g}, which is wrong`, `the opposite of ${g}`, `a thing whose opposite is ${g}`, `${g} rather than ${w}`,
        `${g} if not ${w}`, `${g}, ${w} at worst`, `${g} at best`, `${g} for one, ${w} for others`,
      ].map((text) => `So the answer is ${text}`)
    },
    { place: 'text', modes: MODES },
  ),
  knowing(
    'announced beside',
    (gold) => {
      const g = dressed(gold)
      return [
        `${g} million.`, `${g} thousand`, `${g} dozen`, `${g} squared.`, `${g} cubed`, `${g} plus one.`,
        `${g} minus one`, `${g} times ten`, `${g} factorial.`, `minus ${g}.`, `negative ${g}.`, `twice ${g}.`,
        `half of ${g}.`, `more than ${g}`, `at most ${g}.`, `at least ${g}`, `up to ${g}`, `the square of ${g}`,
        `a number whose square is ${g}`, `${g}k`, `${g} from $7$`, `${g} of $7$`,
      ].map((text) => `So the answer is ${text}`)
    },
    { place: 'text', modes: MODES, against: ['number', 'value'] },
  ),
  knowing(
    'announced afterwards',
    (gold, wrong) => {
      const [g, w] = [dressed(gold), dressed(wrong)]
      return [
        `${w} or ${g} is the answer.`, `${w}, ${g} is the answer`, `Either ${w}, or ${g} is the answer`,
        `Neither ${w} nor ${g} is the answer`, `I doubt that ${g} is the answer`, `Perhaps ${g} is the answer`,
        `Not ${g} is the answer`, `The opposite of ${g} is the answer`, `Anything but ${g} is the answer.`,
        `${g} or the other one is the answer`, `${w} and maybe ${g} is our answer`,
      ].flatMap((text) => [text, text.replace('is the answer', 'is our answer')])
    },
    { place: 'text', modes: MODES },
  ),
  knowing(
    'announced afterwards',
    (gold) => ['minus', 'Minus', 'Twice', 'Half of', 'More than', 'At least', 'The square of'].flatMap((words) =>
      ['the', 'our', 'my'].map((whose) => `${words} ${dressed(gold)} is ${whose} answer.`)),
    { place: 'text', modes: MODES, against: ['number', 'value'] },
  ),
  knowing(
    'announced in doubt',
    (g, w) => [
      `It isn't true that the answer is ${g}.`, `I don't think the answer is ${g}.`, `The wrong answer is ${g}.`,
      `The answer is ${g}. Or maybe ${w}.`, `The answer is ${g}. Otherwise it is ${w}.`,
      `I doubt that the answer is ${g}`, `It is false that the answer is ${g}`,
    ],
    { place: 'text', modes: ['anchored'], against: ['number', 'value', 'choice'] },
  ),
  knowing('letter hedged', (g) => {
    const letter = g.replace(/[^A-J]/g, '')
    const other = letter === 'D' ? 'E' : 'D'
    const small = other.toLowerCase()
    return [
      `${letter}, ${small}`, `(${letter}) or ${small}`, `${letter}, ${small}, e`, `${letter}) [${other}]`,
      `${letter}) "${other}"`, `${letter}) $${other}$`, `${letter}) ${other}!`, `(${letter}) and all others`,
      `(${letter}) or any of the others`, `${letter}) Lima; also Cairo; also Tokyo`, `(${letter}) & (${other})`,
      `(${letter}), then (${other})`, `${letter} or the third one`, `(${letter}) / ${small}`,
    ]
  }, { against: ['choice'] }),
]
