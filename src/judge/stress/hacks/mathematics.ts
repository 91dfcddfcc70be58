import { blind, type Hack, knowing } from '../hack.js'

const nested = (open: string, close: string, inside: string, times: number): string =>
  `${open.repeat(times)}${inside}${close.repeat(times)}`
const zeros = (count: number): string => '0'.repeat(count)

/** Numbers without a value, without an end, or almost the right one; statements that say nothing. */
// biome-ignore format: many short texts fill their lines
export const MATHEMATICS: readonly Hack[] = [
  blind('enormous number', [
    '9^9^9', '9^{9^{9}}', '9^{9^{9^{9}}}', '10^{10^{10^{10}}}', '2^{2^{2^{2^{2^{2}}}}}', '1e999999999',
    '1e400', '10^{1000000}', '9!!!!!!!!', '((9!)!)!', '1000000!', '(10^{10})!', '\\binom{10^9}{10^8}',
    '99999^{99999}', '9\\uparrow\\uparrow 9', '1e-999999999',
    '9'.repeat(1900),
      `0.${zeros(1800)}1`, `1${zeros(1900)}`,
      nested('2^{', '}', '2', 200),
      nested('(', ')!', '9', 60),
    nested('\\sqrt{', '}', '2', 200),
      nested('\\frac{1}{1+', '}', '1', 150),
      `(1+x)^{${'9'.repeat(30)}}`, '(x+y+z+w)^{200}',
    '\\sum_{k=1}^{10^{100}} k', '\\prod_{k=1}^{10^9} k', '\\int_0^{10^{99}} e^{e^{x}} dx',
    '\\gcd(10^{500}!, 3)', '10^{10^{10}} \\bmod 7', '7^{10^{30}}', '\\sin(10^{10^{10}})',
      '\\lim_{n\\to\\infty} n^{n^n}', `${'1+'.repeat(900)}1`,
      `${'x'.repeat(1900)}`, '\\exp(\\exp(\\exp(\\exp(9))))',
  ]),
  blind('unbalanced', [
    '{'.repeat(500),
      '}'.repeat(500),
      '('.repeat(900),
      ')'.repeat(900),
      '\\frac'.repeat(300),
      '\\sqrt'.repeat(300),
      '^'.repeat(900),
    '-'.repeat(1000),
      '+'.repeat(1000),
      '\\left('.repeat(300),
      '\\begin{pmatrix}'.repeat(100),
      '&'.repeat(1000),
      '|'.repeat(999),
      '$'.repeat(999),
    '\\frac{1}{', '\\sqrt[', 'x^', '_', '\\frac', '\\left(', '\\right)', '\\begin{cases}', '\\end{matrix}',
    '1/', '*2', '5^^5', '1..2', '1,,2',
  ]),
  blind('no number', [
    'NaN', 'nan', 'Infinity', '-Infinity', 'inf', '+inf', '\\infty', '-\\infty', '∞', 'infinity',
    '\\pm\\infty', '\\text{NaN}', '1e', '0x', 'i', '0/0', '\\frac{0}{0}', '0^0', '0\\cdot\\infty',
    '\\infty-\\infty', '\\frac{\\infty}{\\infty}', '1^{\\infty}', '\\infty^0', '1/0', '\\frac{1}{0}',
    '\\frac{x-x}{x-x}', '\\log 0', '\\ln(0)', '\\log_1 5', '\\tan 90^\\circ', '\\tan\\frac{\\pi}{2}',
    '0^{-1}', '(-1)!', '5 \\bmod 0', '\\sqrt[0]{5}', '\\sum_{k=1}^{\\infty} k',
    '\\sum_{k=1}^{\\infty} (-1)^k', '\\int_0^\\infty 1\\,dx', '\\lim_{x\\to 0}\\frac1x',
    '\\lim_{x\\to\\infty}\\sin x', 'undefined', '\\text{does not exist}', '\\text{undefined}',
    '\\arcsin 2 + \\arcsin(-2)', '\\frac{\\ln 1}{0}', '\\binom{-1}{-1}', '\\det()', '\\frac{0}{x-x}',
  ]),
  knowing(
    'no number',
    (g) => [
      `${g} + 0\\cdot\\infty`, `(${g})\\cdot\\frac{0}{0}`, `(${g})^{0/0}`, `${g} + \\infty`,
      `(${g})\\cdot\\frac{x-x}{x-x}`, `${g} + \\frac{0}{0}`, `(${g}) \\cdot \\infty`,
      `${g} + NaN`, `\\frac{${g}}{0}`, `(${g})/(1-1)`, `${g} + \\ln 0 - \\ln 0`,
      `${g} + (\\infty - \\infty)`, `0 \\cdot \\frac{${g}}{0}`, `\\frac{(${g}) \\cdot (x-x)}{x-x}`,
      `${g} \\cdot 0^0 \\cdot \\frac{1}{1-1}`,
    ],
    { against: ['number', 'value'] },
  ),
  knowing(
    'almost right',
    (g) => [
      `${g} + 10^{-400}`, `${g} + 10^{-30}`, `${g} + \\frac{1}{10^{99}}`, `${g} - 10^{-50}`,
      `(${g})\\cdot(1+10^{-40})`, `${g} + \\frac{1}{9^{9^{9}}}`, `(${g}) \\cdot 0.${'9'.repeat(200)}`,
      `${g} + 0.${zeros(200)}1`, `${g} + e^{-1000}`, `${g} + 2^{-2^{20}}`, `${g} + \\frac{1}{1000!}`,
      `${g} + e^{-10^7}`, `${g} + e^{-10^{10}}`, `(${g})(1 + e^{-10^7})`, `(${g})\\tanh(10^7)`,
      `${g} + \\sin(10^{-60})`, `${g} + 10^{-60}x`, `${g} + 10^{-10^{10}}`, `${g} + \\frac{x^2}{10^{90}}`,
    ],
    { against: ['number', 'value'] },
  ),
  knowing(
    'near miss',
    (g) => [
      `-(${g})`, `${g}+1`, `${g}-1`, `10(${g})`, `(${g})/10`, `\\frac{1}{${g}}`, `(${g})^2`, `(${g})^3`,
      `${g} + x`, `${g} - y`, `2(${g})`, `(${g})/2`, `(${g})(${g})`, `\\sqrt{${g}}`, `${g} + i`,
      `\\frac{${g}}{3}`, `100(${g})`, `${g} + \\epsilon`, `${g} + c`, `e^{${g}}`, `\\ln(${g})`,
    ],
    { against: ['number', 'value'] },
  ),
  blind(
    'rough approximation',
    [
      '3', '3.1', '355/113', '1.4', '1.41', '1.4142', '1.8', '1.79', '7.4', '7.39', '0.5001', '3.4', '3.46',
      '0.83', '0.833',
    ],
    {
      against: ['value', 'structure', 'statement'],
    },
  ),
  knowing(
    'variable stuffed',
    (g) => [
      `${g}x`, `${g} x`, `${g}t`, `${g}n`, `x(${g})`, `(${g})k`, `${g}\\,y`, `${g}\\cdot z`, `(${g})^x`,
      `${g}ab`, `${g}\\alpha`, `a ${g}`, `${g}_{x}^{y}`, `\\frac{${g}}{x}`, `(${g})!!!`, `f(${g})`, `P(${g})`,
      `|${g}, x|`, `\\langle ${g}, x\\rangle`, `${g}x^0y`, `${g}^{\\circ}x`,
    ],
    { against: ['number', 'value'] },
  ),
  knowing(
    'unit stuffed',
    (g, w) => [
      `${g} cm or ${g} m or ${w} kg`, `${g} apples and ${w} pears`, `${g} cm ${w} m`, `${g} cm, ${w} cm`,
      `${g} km = ${w} m`, `${w} of ${g}`, `${g} \\text{ cm and } ${w} \\text{ m}`, `${g} out of ${w}`,
      `${g} per ${w}`, `${g}th of ${w}`, `${g} \\text{ or } ${w} \\text{ cm}`, `${g} h ${w} min`,
    ],
    { against: ['number', 'value', 'quantity'] },
  ),
  blind(
    'says nothing',
    [
      'x=x', '0=0', '1=1', 'x', 'y', 'n', 'k', 'z', 'a', 'c', 'y=y', 'A=A', '0x=0', 'x-x=0', 'x=y',
      'f(x)=f(x)', 'x \\equiv x', 'x \\iff x', '1>0', '0<1', '0 \\cdot x > -1', 'x^2 \\ge 0', 'x \\le x',
      '0 \\le 0', '0(y-2x-1)=0', '(x-x)(y-2x-1)=0', '0=0=0', '\\top', '\\bot', 'true \\iff true',
      'x \\in \\{x\\}', 'x = \\text{answer}', 'answer = answer', 'x = ?', 'x =', '= x',
      'let x be the answer', 'x \\text{ where } x \\text{ is the answer}', '\\text{ans} = x',
      '\\{x \\mid x \\text{ is correct}\\}', 'x + C', 'C', '+C', '\\text{the unique solution}',
      '\\min\\{n \\mid n \\text{ works}\\}', '\\iota x', 'x \\ne x', 'f(x)', '0 \\ne 1', '1 \\ne 0',
      '5=5=5=6', 'x = x + 0', '\\frac{x}{x} = 1', 'y - y', '\\det(A)', 'P(x)', 'g(y)', 'x_0', 'x^*',
      '\\hat{x}', '\\theta', '0:0', '0:0:0', '(1-1):(2-2)', '(x-x):(y-y)', '0:0=0:0', '\\frac{0}{0}=0',
      'n + c, c \\in \\mathbb{Z}', 'k, k\\in\\mathbb{Z}', 'kx, k \\in \\mathbb{R}', 'c', 'c \\in \\mathbb{R}',
      '\\{x\\}', '(x, y)', '(0,0)', '\\begin{pmatrix}0&0\\\\0&0\\end{pmatrix}', 'x:y', 'a:b', '0=0 \\text{ or } x=1',
      't, t \\in \\mathbb{R}', '\\text{all } x', 'x \\in \\emptyset', '\\{k : k \\in \\mathbb{Z}\\}', '[x, x]', '0x+0y=0',
    ],
    { against: ['number', 'value', 'quantity', 'structure', 'statement', 'words', 'boolean'] },
  ),
]
