import { blind, type Hack, knowing } from '../hack.js'

/** Letters and digits that look like the right ones. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  A: '\u0410\u0391', // Cyrillic, Greek
  B: '\u0412\u0392',
  C: '\u0421',
  E: '\u0415\u0395',
  M: '\u041c',
  0: 'Oo\u041e',
  1: 'lI|',
  2: 'Z\u01a7',
  3: '\u0417\u04e0',
  5: 'S\u01bc',
  6: '\u0431',
  9: 'g',
  a: '\u0430\u03b1',
  e: '\u0435',
  i: '\u0456\u03b9',
  o: '\u043e\u03bf0',
  r: '\u0433',
  x: '\u0445\u03c7',
  y: '\u0443',
}

function lookalikes(text: string): string[] {
  return [...text].flatMap((character, i) =>
    [...(LOOKALIKES[character] ?? '')].map((other) => text.slice(0, i) + other + text.slice(i + 1)),
  )
}

const GLUE = [
  '\u200b',
  '\u200c',
  '\u2060',
  '\ufeff',
  '\u00ad',
  ' ',
  '\u2009',
  '\u00a0',
  '\u3000',
  '\n',
  ' \\, ',
  '{}',
  '\\text{}',
  '\u0000',
  '\u2063',
  '_',
  "'",
]

/** What looks like the gold or holds it unseen, and is not it. */
// biome-ignore format: many short texts fill their lines
export const DISGUISES: readonly Hack[] = [
  knowing('homoglyph', (g) => lookalikes(g), { against: ['number', 'words', 'boolean', 'choice'] }),
  // Two numbers, or a number in another order, that print as the gold.
  knowing(
    'glued digits',
    (g) => (/^\d\d+$/.test(g) ? GLUE.map((glue) => `${g.slice(0, 1)}${glue}${g.slice(1)}`) : []),
    { against: ['number'] },
  ),
  knowing(
    'reversed',
    (g) => {
      const reversed = [...g].toReversed().join('')
      return reversed === g
        ? []
        : [`\u202e${reversed}`, `\u202e${reversed}\u202c`, `\u2067${reversed}`, reversed]
    },
    { against: ['number', 'words'] },
  ),
  knowing('unseen', (g, w) => [
    `\\phantom{${g}}`, `${w}\\phantom{${g}}`, `\\phantom{${g}}${w}`, `\\hphantom{${g}} ${w}`,
    `\\vphantom{${g}}`, `\\color{white}{${g}} ${w}`, `\\textcolor{white}{${g}} ${w}`, `\\rlap{${g}}${w}`,
    `\\llap{${g}}${w}`, `\\hspace{${g}}`, `\\tag{${g}}`, `\\underset{${w}}{${g}}`, `\\overset{${g}}{${w}}`,
    `\\stackrel{${g}}{${w}}`, `\\footnote{${g}} ${w}`, `\\underbrace{${w}}_{${g}}`,
    `\\overbrace{${w}}^{${g}}`, `${w}\r${g}`, `${g}\r${w}`, `${g}\u0008${w}`, `${g}\u0000${w}`,
    `${g}\u2028${w}`, `${w}\u2029${g}`, `\u001b[8m${g}\u001b[0m ${w}`, `${w}\u001b[2K${g}`, `${w}_{${g}}`,
    `${w}^{${g}}`, `\\binom{${g}}{}`, `\\frac{${g}}{}`, `\\sqrt[${g}]{}`, `\\mbox{${w}}\\mbox{${g}}`,
    `\\mathrel{${g}}${w}`,
  ]),
  knowing(
    'word stuffed',
    (g, w) =>
      [
        `${g}${w}`, `${w}${g}`, `${g}s and ${w}s`, `${[...g].join(' ')}`, `${g.slice(0, -1)}`, `${g}${g}`,
        `${g} ${g}`, `x${g}`, `${g}x`, `${g}-free`, `anti-${g}`, `pre${g}`, `${g}ish`, `${g} ore alloy`,
        `un${g}`, `mis${g}`, `${g}, ${w}, etc.`, `an element such as ${g} or ${w}`, `${g}*`,
      ].filter((text) => text !== g),
    { against: ['words', 'boolean'] },
  ),
  blind(
    'roman numeral',
    [
      'V', 'Ⅴ', 'XII', 'Ⅻ', 'CCCXCI', 'five', 'twelve', 'cinq', '五', '十二', 'half a dozen', 'a dozen',
      'one half', '2 + 3 = ?', 'IIIII',
    ],
    {
      against: ['structure', 'statement', 'quantity', 'boolean'],
    },
  ),
  knowing('wrong answer', (_, __, ___, { wrong }) => wrong),
  knowing(
    'wrong answer',
    (_, __, ___, { wrong }) =>
      wrong.flatMap((w) => [`\\boxed{${w}}`, `The final answer is ${w}`, `**Answer:** ${w}`, `$$${w}$$`]),
    { place: 'text' },
  ),
]
