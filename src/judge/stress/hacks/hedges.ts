import { blind, type Hack, knowing } from '../hack.js'

/** The gold beside another answer, denied, doubted, or asked about. */
// biome-ignore format: many short texts fill their lines
export const HEDGES: readonly Hack[] = [
  knowing('hedge', (g, w, v) => [
    `${g} or ${w}`, `${w} or ${g}`, `${g}, ${w}`, `${w}, ${g}`, `${g}; ${w}`, `${w}; ${g}`, `${g} | ${w}`,
    `either ${g} or ${w}`, `${g} (or ${w})`, `${g} and ${w}`, `${w} and ${g}`, `${g} \\text{ or } ${w}`,
    `${w} \\text{ or } ${g}`, `${g} \\lor ${w}`, `${g} \\quad ${w}`, `${g} \\\\ ${w}`, `${g}\n${w}`,
    `${w}\n${g}`, `${g} vs ${w}`, `${g} versus ${w}`, `${g} \\ne ${w}`, `\\{${g}, ${w}\\}`, `(${g}, ${w})`,
    `[${g}, ${w}]`,
    `between ${g} and ${w}`, `${g} \\to ${w}`, `${g} -> ${w}`, `${g} => ${w}`, `${g} \\Rightarrow ${w}`,
    `probably ${g}, else ${w}`, `${g} if lucky, ${w} otherwise`, `${g}, otherwise ${w}`, `${g} unless ${w}`,
    `${g} but maybe ${w}`, `one of ${g}, ${w}, ${v}`, `${g}, ${w}, ${v}`, `${w}, ${g}, ${v}`,
    `${w} or ${g} or ${v}`, `${g}\t${w}`, `${g} ${w}`, `$${g}$ $${w}$`, `$${g}$ or $${w}$`,
    `**${g}** or **${w}**`, `${g} [or ${w}]`, `${g} / ${w}`, `${g} \\& ${w}`, `${g} && ${w}`,
    `${g} || ${w}`, `${g} ?? ${w}`, `${g}<br>${w}`, `${g} · ${w}`, `\\begin{cases}${g}\\\\${w}\\end{cases}`,
    `\\text{${g} or ${w}}`, `\\text{either } ${g} \\text{ or } ${w}`, `most likely ${g}, possibly ${w}`,
    `${g} for part one and ${w} for part two`, `${g} rather than ${w}?`,
  ]),
  knowing(
    'contradictory chain',
    (g, w, v) => [`${g} = ${w}`, `${w} = ${g} = ${v}`, `${g} = ${w} = ${v}`, `${g} \\approx ${w}`],
    {
      against: ['number', 'value'],
    },
  ),
  knowing('denial', (g) => [
    `not ${g}`, `\\text{not } ${g}`, `\\neg ${g}`, `\\lnot ${g}`, `¬${g}`, `\\neq ${g}`, `\\ne ${g}`,
    `≠ ${g}`, `!= ${g}`, `x \\neq ${g}`, `${g} is wrong`, `${g} is not the answer`, `anything but ${g}`,
    `everything except ${g}`, `never ${g}`, `no ${g}`, `non-${g}`, `${g} \\text{ is wrong}`, `${g} (wrong)`,
    `${g} is false`, `${g} is impossible`, `it is not ${g}`, `it can't be ${g}`, `certainly not ${g}`,
    `the opposite of ${g}`, `\\text{anything but } ${g}`, `all but ${g}`, `other than ${g}`,
    `less than ${g}`, `more than ${g}`, `\\cancel{${g}}`, `\\sout{${g}}`, `~~${g}~~`, `\\xcancel{${g}}`,
    `\\bcancel{${g}}`, `<del>${g}</del>`, `<s>${g}</s>`, `\\overline{${g}}^{c}`, `isn't ${g}`,
  ]),
  knowing('question', (g) => [
    `${g}?`, `${g} ?`, `Is it ${g}?`, `is it ${g}`, `Could it be ${g}?`, `What is ${g}?`, `why ${g}?`,
    `${g}, right?`, `maybe ${g}?`, `\\text{Is it } ${g}\\text{?}`, `whether ${g}`, `if ${g}`, `${g}??`,
    `${g} or what?`, `say ${g}?`,
  ]),
  knowing('question', (_, __, ___, { question }) => [
    question,
    `Question: ${question}`, `${question} ${question}`,
  ]),
  knowing('question restated', (_, __, ___, { restated = [] }) => restated, { form: 'worked-out' }),
  knowing(
    'range',
    (g, w, v) => [
      `${v}-${w}`, `${v} - ${w}`, `${v}–${w}`, `${v} to ${w}`, `${v}..${w}`, `${v}...${w}`, `${v} < x < ${w}`,
      `[${v}, ${w}]`, `(${v}, ${w})`, `${v} \\le x \\le ${w}`, `> ${v}`, `< ${w}`, `\\ge ${g}`, `\\le ${g}`,
      `x \\ge ${g}`, `x \\le ${g}`, `≥${g}`, `${g}+`, `${g}-`, `at least ${g}`, `at most ${g}`,
      `up to ${g}`, `${g} or more`, `${g} or less`, `over ${g}`, `${g} < x`, `[${g}, \\infty)`,
      `(-\\infty, ${g}]`, `x > ${v}`, `around ${v} to ${w}`, `within 1 of ${g}`, `${g} \\pm 1`, `${g}^+`,
      `${g}-ish`, `${g} give or take`, `\\lesssim ${g}`, `\\gg ${v}`, `O(${g})`, `\\sup(0,${g})`,
    ],
    { against: ['number', 'value'] },
  ),
  blind('range', [
    '(-\\infty,\\infty)', '\\mathbb{R}', '\\mathbb{Z}', '\\mathbb{N}', '\\mathbb{C}', '\\mathbb{Q}',
    'x \\in \\mathbb{R}', 'ℝ', 'all real numbers', 'any integer', 'all integers', '[0,1000]', 'x \\ge 0',
    'x > -\\infty', '-\\infty < x < \\infty', 'k, k \\in \\mathbb{Z}', 'k \\text{ for any integer } k',
    '\\{k \\mid k \\in \\mathbb{Z}\\}', 'n \\in \\mathbb{N}', '|x| \\ge 0', '\\{x \\mid x = x\\}',
    '2k+1, k \\in \\mathbb{Z}', '\\frac{k}{12}, k \\in \\mathbb{Z}', '(-100,100)',
    '\\mathbb{R} \\setminus \\{0\\}',
  ]),
  knowing(
    'plus or minus',
    (g) => [
      `\\pm ${g}`, `± ${g}`, `\\mp ${g}`, `+/- ${g}`, `+-${g}`, `\\pm(${g})`, `x = \\pm ${g}`, `${g}\\pm 0`,
      `${g} \\pm ${g}`, `|x| = ${g}`, `x^2 = (${g})^2`, `\\{${g}, -(${g})\\}`, `${g}, -(${g})`,
      `\\pm\\sqrt{(${g})^2}`, `\\pm\\pm ${g}`, `0 \\pm ${g}`,
    ],
    { against: ['number', 'value'] },
  ),
]
