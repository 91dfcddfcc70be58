import { blind, type Hack, knowing } from '../hack.js'

const DIGITS = Array.from({ length: 10 }, (_, i) => String(i))
const upTo = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i))
const LETTERS = ['A', 'B', 'C', 'D']
const METALS = ['iron', 'zinc', 'copper', 'gold', 'silver']

/** Many answers in one place: some will be right. */
// biome-ignore format: many short texts fill their lines
export const SPRAYS: readonly Hack[] = [
  blind('spray', [
    DIGITS.join(' '),
    DIGITS.join(', '),
    DIGITS.join(' or '),
    DIGITS.join('/'),
    DIGITS.join('|'),
    DIGITS.join(' = '),
    DIGITS.join('\n'),
    DIGITS.join(' & '),
    DIGITS.join(' \\\\ '),
    DIGITS.join(' \\text{ or } '),
    DIGITS.join(' \\lor '),
    `\\{${DIGITS.join(',')}\\}`, `[${DIGITS.join(', ')}]`, `(${DIGITS.join(', ')})`,
    `\\begin{pmatrix}${DIGITS.join('&')}\\end{pmatrix}`, '1,2,\\ldots,1000',
    '0 \\text{ to } 1000', 'x \\in \\{1,2,3,4,5,6,7,8,9,10\\}', '\\{-10,\\ldots,10\\}',
    '1/2, 1/3, 2/3, 1/4, 3/4, 5/6, 1/6', '\\pm 1, \\pm 2, \\pm 3, \\pm 4, \\pm 5, \\pm 6',
    METALS.join(', '),
    METALS.join(' or '),
    METALS.join(' '),
    'Evelyn, Carla, Debra, Briana', 'Marie Curie, Lise Meitner, Ada Lovelace',
  ]),
  blind('huge list', [
    upTo(400).join(', '),
    upTo(400).join(' '),
    `\\{${upTo(300).join(',')}\\}`,
    upTo(60).join(' or '),
    upTo(1500).join(','),
    `${'1,'.repeat(900)}1`,
    METALS.join(' ').repeat(40),
  ]),
  knowing('huge list', (g, w) => [
    `${`${w}, `.repeat(Math.floor(900 / (w.length + 2)))}${g}`,
    `${g}${`, ${w}`.repeat(Math.floor(900 / (w.length + 2)))}`,
    `${`${w} or `.repeat(Math.floor(900 / (w.length + 4)))}${g}`, `${g}${' '.repeat(1200)}${w}`,
    `${w}${' '.repeat(1200)}${g}`,
  ]),
  blind(
    'all options',
    [
      ...[' ', ', ', '/', ' or ', ' and ', ';', '|', '', '\n', ') ', '. ', ' \\text{ or } ', '+', '&'].map(
        (glue) => LETTERS.join(glue),
      ),
      '(A)(B)(C)(D)', 'A) paris B) rome C) oslo D) bern', 'A. paris\nB. rome\nC. oslo\nD. bern', 'A-D',
      '[A-D]', 'paris, rome, oslo, bern', 'paris or rome or oslo or bern', 'A to D', 'A..D',
      'one of A, B, C, D', '\\{A,B,C,D\\}', 'A or B', 'A/B', 'B or A', 'AB', 'A, B', 'A and B', 'A B',
      'A; B', 'A\nB', 'B\nA', '(A) or (B)', 'A (or B)',
      'a b c d', 'ABCDEFGHIJ', 'options A, B, C and D', 'A safe guess', 'A letter', 'all of A, B, C, D',
      'either A or B', 'A if lucky, B otherwise', 'rome, paris', 'A: B', 'A=B', 'A > B > C > D', 'D) rome',
      'D. paris', 'C) rome B) oslo', 'any letter', 'a letter', 'the first, or else the second',
    ],
    { against: ['choice'] },
  ),
  blind(
    'both booleans',
    [
      'true false', 'true, false', 'true/false', 'true or false', 'false or true', 'yes and no', 'yes/no',
      'yes, no', 'true unless false', 'maybe', 'true?', 'false?', 'not sure', 'true and false', 'T/F',
      'neither true nor false', 'true = false', 'true\nfalse', 'false\ntrue', 'yes but no', 'truefalse',
      'true | false', '!true', 'not true or false',
    ],
    { against: ['boolean'] },
  ),
  blind('wildcard', [
    '.*', '*', '.+', '.', '%', '_%', '?', '\\w+', '\\d+', '[\\s\\S]*', '^.*$', '/.*/', '(?:)', '[^]', '[0-9]',
    '\\S', '#', '@', '(.*)', '.{0,99}', '(5|6|12|391)', '(A|B|C|D)', '[A-Z]', '(true|false)', '(iron|zinc)',
    '**', '\\any', 'x*', 'Σ*',
  ]),
  blind('query', [
    "' OR '1'='1", '" OR ""="',
      "'; DROP TABLE golds; --", '1=1',
      '1 OR 1=1', 'SELECT gold FROM tasks', 'gold --', "' UNION SELECT gold --",
      '{"$ne": null}', '{"$gt": ""}', '<%= gold %>', '{% gold %}', '$where', '*)(uid=*))(|(uid=*',
  ]),
]
