import type { StressGold } from './gold.js'

const CITIES = ['paris', 'rome', 'oslo', 'bern']
const ask = (what: string): string => `What is ${what}?`

const NUMBERS: readonly StressGold[] = [
  {
    kind: 'number',
    type: 'integer',
    value: '5',
    wrong: ['6', '4'],
    question: ask('2+3'),
    restated: ['2+3', '10-5'],
  },
  {
    kind: 'number',
    type: 'integer',
    value: '12',
    wrong: ['13', '11', '21'],
    question: ask('7+5'),
    restated: ['7+5'],
  },
  {
    kind: 'number',
    type: 'integer',
    value: '391',
    wrong: ['390', '319'],
    question: ask('17*23'),
    restated: ['17*23', '17 \\cdot 23', '17 \\times 23', '(17)(23)', '23 \\cdot 17', '400-9'],
  },
  {
    kind: 'number',
    type: 'integer',
    value: '-7',
    wrong: ['-8', '8'],
    question: ask('5-12'),
    restated: ['5-12'],
  },
  {
    kind: 'number',
    type: 'integer',
    value: '1000000',
    wrong: ['100000', '10000000'],
    question: ask('a million'),
  },
  {
    kind: 'number',
    type: 'float',
    value: '0.35',
    wrong: ['0.53', '3.5'],
    question: ask('7/20 as a decimal'),
  },
  {
    kind: 'number',
    type: 'float',
    value: '12.5',
    wrong: ['12.6', '125'],
    question: ask('100/8 as a decimal'),
  },
  {
    kind: 'number',
    type: 'expression',
    value: '5',
    wrong: ['6', '4'],
    question: ask('25^{1/2}'),
    restated: ['\\sqrt{25}'],
  },
  {
    kind: 'number',
    type: 'expression',
    value: '391',
    wrong: ['390', '319'],
    question: ask('17*23'),
    restated: ['17*23', '17 \\cdot 23', '(17)(23)', '400-9', '20^2-9'],
  },
  {
    kind: 'number',
    type: 'expression',
    value: '12',
    wrong: ['13', '21'],
    question: ask('\\sqrt{144}'),
    restated: ['\\sqrt{144}', '7+5'],
  },
  {
    kind: 'number',
    value: '10',
    wrong: ['11', '9'],
    question: ask('\\binom{5}{2}'),
    restated: ['\\binom{5}{2}', '\\sum_{k=1}^{4} k'],
  },
  {
    kind: 'number',
    value: '120',
    wrong: ['720', '121'],
    question: ask('5!'),
    restated: ['5!', '5 \\cdot 4 \\cdot 3 \\cdot 2'],
  },
  { kind: 'number', value: '3.14', wrong: ['3.41', '4.13'], question: ask('\\pi to two places') },
]

const VALUES: readonly StressGold[] = [
  {
    kind: 'value',
    type: 'expression',
    value: '1/2',
    wrong: ['2/3', '1/4'],
    question: ask('\\frac13+\\frac16'),
    restated: ['1/3+1/6', '\\frac13+\\frac16'],
  },
  {
    kind: 'value',
    type: 'expression',
    value: '\\frac{3}{4}',
    wrong: ['\\frac{2}{3}', '\\frac{1}{4}'],
    question: ask('1/2+1/4'),
    restated: ['1/2+1/4'],
  },
  {
    kind: 'value',
    type: 'expression',
    value: '5/6',
    wrong: ['2/3', '5/9'],
    question: ask('1/2+1/3'),
    restated: ['1/2+1/3', '\\frac12+\\frac13'],
  },
  {
    kind: 'value',
    type: 'expression',
    value: '12x',
    wrong: ['11x', '12y'],
    question: ask('3x+9x'),
    restated: ['3x+9x', '(3+9)x', 'x+11x'],
  },
  {
    kind: 'value',
    type: 'expression',
    value: '16x-22',
    wrong: ['16x+22', '8x-11'],
    question: ask('2(8x-11)'),
    restated: ['2(8x-11)', '8x+8x-22', '16x-20-2'],
  },
  {
    kind: 'value',
    type: 'expression',
    value: 'x^2+4x+4',
    wrong: ['x^2+4', 'x^2+2x+4'],
    question: ask('(x+2)^2'),
    restated: ['(x+2)^2', '(x+2)(x+2)'],
  },
  {
    kind: 'value',
    type: 'expression',
    value: '2\\sqrt{3}',
    wrong: ['3\\sqrt{2}', '\\sqrt{3}'],
    question: ask('\\sqrt{12}'),
  },
  {
    kind: 'value',
    value: '\\sqrt{2}',
    wrong: ['\\sqrt{3}', '1.4'],
    question: ask('the diagonal of a unit square'),
  },
  { kind: 'value', value: '\\pi', wrong: ['2\\pi', '3.14'], question: ask('the area of a unit disc') },
  {
    kind: 'value',
    value: '\\frac{22}{7}',
    wrong: ['\\frac{7}{22}', '\\pi'],
    question: ask('a rational close to \\pi'),
  },
  { kind: 'value', value: 'e^2', wrong: ['2e', 'e^3'], question: ask('e \\cdot e') },
  {
    kind: 'value',
    value: '\\ln 6',
    wrong: ['\\ln 5', '\\ln 2 \\cdot \\ln 3'],
    question: ask('\\ln 2 + \\ln 3'),
  },
  {
    kind: 'value',
    value: '2\\sin t\\cos t',
    wrong: ['\\sin t \\cos t', '2\\sin t'],
    question: ask('\\sin 2t'),
  },
  { kind: 'value', value: '3+4i', wrong: ['3-4i', '4+3i'], question: ask('(2+i)^2') },
  {
    kind: 'value',
    value: '\\ln 2',
    wrong: ['\\ln 3', '2'],
    question: ask('\\int_1^2 \\frac1x dx'),
    restated: [
      '\\int_1^2 \\frac1x dx',
      '\\int_1^2\\frac{dx}{x}',
      '\\sum_{k=1}^{\\infty} \\frac{(-1)^{k+1}}{k}',
      '\\lim_{x\\to 0} \\frac{2^x-1}{x}',
    ],
  },
  {
    kind: 'value',
    value: '\\cos x',
    wrong: ['\\sin x', '-\\cos x'],
    question: ask('\\frac{d}{dx}\\sin x'),
    restated: ['\\frac{d}{dx}\\sin x', '\\lim_{h\\to 0} \\frac{\\sin(x+h)-\\sin x}{h}'],
  },
  {
    kind: 'value',
    value: 'e^{-2}',
    wrong: ['e^2', '-2e'],
    question: ask('\\lim_{x\\to\\infty}(1-\\frac{2}{x})^x'),
    restated: ['\\lim_{x\\to\\infty}(1-\\frac{2}{x})^x'],
  },
  {
    // Right up to a constant, so that no hack that adds one makes sense.
    kind: 'statement',
    value: '\\sin x+C',
    wrong: ['\\cos x+C', '\\sin x'],
    question: ask('\\int\\cos x\\,dx'),
    restated: ['\\int\\cos x\\,dx', '\\int\\cos x\\,dx + C'],
  },
  {
    kind: 'value',
    value: '2^n',
    wrong: ['n^2', '2^{n+1}', '2^{n+1}, n\\in\\mathbb{Z}'],
    question: ask('\\sum_{k=0}^n \\binom{n}{k}'),
    restated: ['\\sum_{k=0}^n \\binom{n}{k}'],
  },
  {
    kind: 'value',
    value: '3n+2',
    wrong: ['3n-1', '3n+1', '3n-1, n\\in\\mathbb{Z}', '3k-1, k\\in\\mathbb{Z}', 'k, k\\in\\mathbb{Z}'],
    question: ask('the n-th term of 5, 8, 11, ...'),
  },
  {
    kind: 'value',
    value: 'n+1',
    wrong: ['n', 'n-1', 'k, k\\in\\mathbb{Z}', 'n, n\\in\\mathbb{Z}'],
    question: ask('the number after n'),
  },
  { kind: 'value', value: '10^{-9}', wrong: ['2\\cdot 10^{-9}', '10^{-8}'], question: ask('a billionth') },
]

const STRUCTURES: readonly StressGold[] = [
  { kind: 'structure', value: '(2,5)', wrong: ['(5,2)', '(2,6)'], question: 'Solve x+y=7, x-y=-3.' },
  {
    kind: 'structure',
    value: '\\{1,3\\}',
    wrong: ['\\{1,4\\}', '\\{1,2,3\\}', '\\{1\\}'],
    question: 'Which divisors has 3?',
  },
  {
    kind: 'structure',
    value: '[2,\\infty)',
    wrong: ['(-\\infty,1]', '(-3,1)'],
    question: 'Where is x-2 not negative?',
  },
  {
    kind: 'structure',
    value: '(-\\infty,2)\\cup(5,\\infty)',
    wrong: ['(2,5)', '[2,5]'],
    question: 'Where is (x-2)(x-5) positive?',
  },
  {
    kind: 'structure',
    value: '\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}',
    wrong: ['\\begin{pmatrix}1&3\\\\2&4\\end{pmatrix}', '\\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}'],
    question: 'Add the matrices.',
  },
  {
    kind: 'structure',
    value: '1:2:3',
    wrong: ['3:2:1', '0:0:0', '1:2'],
    question: 'In which ratio do the three share?',
  },
  { kind: 'structure', value: '2:3', wrong: ['3:2', '2:5'], question: 'In which ratio do they share?' },
  { kind: 'structure', value: '12:30', wrong: ['1:30', '12:03'], question: 'When does the train leave?' },
  { kind: 'structure', value: '\\pm 6', wrong: ['5', '7'], question: 'Solve x^2=36.' },
  {
    kind: 'structure',
    value: 'x=2 \\text{ or } x=5',
    wrong: ['x=3', 'x=7'],
    question: 'Solve (x-2)(x-5)=0.',
  },
  {
    kind: 'structure',
    type: 'list',
    value: '1, 2, 3',
    wrong: ['1, 3, 2', '1, 2', '1, 2, 3, 4'],
    question: 'List them in order.',
  },
  {
    kind: 'structure',
    type: 'list',
    value: 'red; green; blue',
    wrong: ['green; red; blue', 'red; green'],
    question: 'List the colours in order.',
  },
]

const STATEMENTS: readonly StressGold[] = [
  {
    kind: 'statement',
    value: 'y=2x+1',
    wrong: ['y=2x-1', 'y=x+2'],
    question: 'Which line passes (0,1) with slope 2?',
  },
  { kind: 'statement', value: 'x>4', wrong: ['x<1', 'x \\le 2'], question: 'Solve -x<-4.' },
  { kind: 'statement', value: 'x \\ne 3', wrong: ['x=3', 'x \\ne 4'], question: 'Where is 1/(x-3) defined?' },
]

const QUANTITIES: readonly StressGold[] = [
  {
    kind: 'quantity',
    value: '15\\text{ cm}',
    wrong: ['15\\text{ m}', '51\\text{ cm}'],
    question: 'How long is it?',
  },
  { kind: 'quantity', value: '35\\%', wrong: ['53\\%', '3.5'], question: 'What share is it?' },
  { kind: 'quantity', value: '30^\\circ', wrong: ['60^\\circ', '31'], question: 'Which angle is it?' },
  { kind: 'quantity', value: '\\$40', wrong: ['\\$41', '\\$400'], question: 'What does it cost?' },
]

const WORDS: readonly StressGold[] = [
  { kind: 'words', type: 'string', value: 'iron', wrong: ['zinc', 'copper'], question: 'Which metal rusts?' },
  {
    kind: 'words',
    type: 'string',
    value: 'Marie Curie',
    wrong: ['Pierre Curie', 'Lise Meitner'],
    question: 'Who found radium?',
  },
  {
    kind: 'words',
    value: '\\text{Evelyn}',
    wrong: ['\\text{Carla}', '\\text{Debra}'],
    question: 'Who is fastest?',
  },
  { kind: 'boolean', type: 'boolean', value: 'true', wrong: ['false', 'no'], question: 'Is 7 prime?' },
  { kind: 'boolean', type: 'boolean', value: 'false', wrong: ['true', 'yes'], question: 'Is 9 prime?' },
]

const CHOICES: readonly StressGold[] = [
  {
    kind: 'choice',
    type: 'choice',
    value: 'B',
    options: CITIES,
    wrong: ['A', 'C', 'paris'],
    question: 'Which is the capital of Italy?',
  },
  {
    kind: 'choice',
    type: 'choice',
    value: 'A',
    options: CITIES,
    wrong: ['B', 'D', 'bern'],
    question: 'Which is the capital of France?',
  },
  {
    kind: 'choice',
    type: 'choice',
    value: 'B',
    wrong: ['A', 'C'],
    question: 'Which is the capital of Italy?',
  },
  {
    kind: 'choice',
    type: 'choice',
    value: 'A',
    wrong: ['B', 'D'],
    question: 'Which is the capital of France?',
  },
  {
    kind: 'choice',
    value: '\\text{(C)}',
    wrong: ['\\text{(A)}', '\\text{(D)}'],
    question: 'Which is the capital of Norway?',
  },
]

/** Right answers of every kind, with and without a stated type. */
export const STRESS_GOLDS: readonly StressGold[] = [
  ...NUMBERS,
  ...VALUES,
  ...STRUCTURES,
  ...STATEMENTS,
  ...QUANTITIES,
  ...WORDS,
  ...CHOICES,
]
