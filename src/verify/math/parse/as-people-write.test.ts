import { expect, it } from 'vitest'
import { readings } from './fixtures/readings.js'

const TABLE: readonly (readonly [text: string, likeliest: string | undefined])[] = [
  // A factor 0 before x is no hexadecimal prefix.
  ['0x-9', 'sum: 0*x - 9'],
  ['1x^2+0x-9', 'sum: 1*x^2 + 0*x - 9'],
  ['0x1f', 'numeral: 1f_16'],
  // Applied names and products.
  ['I(0)', 'apply: I(0)'],
  ['I(0)e^{-t}', 'product: I(0)*e^{-t}'],
  ['A(3)', 'apply: A(3)'],
  ['y(0)', 'apply: y(0)'],
  ['I (0)', 'apply: I(0)'],
  ['x[0]', 'apply: x(0)'],
  ['E[X]', 'apply: E(X)'],
  ['a(0)', 'apply: a(0)'],
  ['A(-3)', 'apply: A(-3)'],
  [String.raw`u\left(t\right)`, 'apply: u(t)'],
  [String.raw`\delta(t)`, 'apply: delta(t)'],
  ['u(x,t)', 'apply: u(x, t)'],
  ['y(x)', 'apply: y(x)'],
  ['$A (3)$', 'apply: A(3)'],
  ['x(3)', 'product: x*3'],
  ['x(x+1)', 'product: x*(x + 1)'],
  ['a(b+c)', 'product: a*(b + c)'],
  ['P(1+r)', 'product: P*(1 + r)'],
  // Scientific notation between delimiters; with commands about, e is a number.
  [String.raw`\(3e8\)`, 'number: 300000000'],
  [String.raw`\[1e-5\]`, 'number: 0.00001'],
  [String.raw`2e-\frac12`, 'sum: 2*e - 1/2'],
  // Sizes.
  [String.raw`\large 20`, 'number: 20'],
  // Remainders.
  [String.raw`-7 \bmod 3`, 'call: ((-7) mod 3)'],
  ['-(7 mod 3)', 'negate: -(7 mod 3)'],
  // Numerals, decimals and ratios.
  ['1011_{(2)}', 'numeral: 1011_2'],
  [String.raw`\text{BAD}_{16}`, 'numeral: bad_16'],
  ['ff_{16}', 'numeral: ff_16'],
  ['$ff_{16}$', 'numeral: ff_16'],
  ['a_{16}', 'symbol: a_16'],
  ['ab_{12}', 'product: a*b_12'],
  [String.raw`\operatorname{cis}60^\circ`, 'sum: cos(60°) + i*sin(60°)'],
  [String.raw`2\operatorname{cis}\frac{\pi}{3}`, 'product: 2*(cos(π/3) + i*sin(π/3))'],
  [String.raw`0.333\ldots`, 'number: 1/3'],
  ['0.1666...', 'number: 1/6'],
  ['0.1212...', 'number: 4/33'],
  ['0.142857142857…', 'number: 1/7'],
  ['3.14159265...', 'number: 3.14159265'],
  ['0.5...', undefined],
  ['1.234,56', 'number: 1234.56'],
  ['1.234.567,89', 'number: 1234567.89'],
  ['(1.234,56)', 'tuple: (1.234, 56)'],
  [String.raw`\approx 1.7320508`, 'number: 1.7320508'],
  ['3 to 5', 'ratio: 3:5'],
  ['5/9 to 2/3', 'text: 5/9 to 2/3'],
  ['-1 to 5', 'text: -1 to 5'],
  ['3 : 5', 'ratio: 3:5'],
  ['log2(8)', String.raw`call: \log_{2}(8)`],
  // A calculation over several lines is one chain.
  [
    String.raw`\begin{align*} (a+b)^2 &= a^2+2ab+b^2 \\ &= 10+6 \\ &= 16. \end{align*}`,
    'relation: (a + b)^2 = a^2 + 2*a*b + b^2 = 10 + 6 = 16',
  ],
  // What the bound variable stands in belongs to the operator.
  [String.raw`\lim_{x\to\infty}\sqrt{x+1}-\sqrt{x}`, 'big: lim_{x→∞} (sqrt(x + 1) - sqrt(x))'],
  [String.raw`\sum_{k=1}^{3} k^2 + k`, 'big: ∑_{k=1}^{3} (k^2 + k)'],
  [String.raw`\sum_{k=1}^{3} k + \sum_{k=1}^{3} k^2`, 'sum: ∑_{k=1}^{3} k + ∑_{k=1}^{3} k^2'],
  [String.raw`(\sum_{k=1}^{3} k) + k`, 'sum: (∑_{k=1}^{3} k) + k'],
  [String.raw`\sum_{k=1}^{3} k + 1`, 'sum: ∑_{k=1}^{3} k + 1'],
  // Statements side by side are no chain of one.
  ['x=3 x=2', undefined],
  ['x=1 y=2', undefined],
  ['lambda: x=2 or x=5', undefined],
  ['C=2r=10', 'relation: C = 2*r = 10'],
  ['x=3\nx=2 or x=5', undefined],
  [String.raw`\mbox{y=2x-1}\mbox{y=2x+1}`, undefined],
  [String.raw`\boxed{y=2x-1} y=2x+1`, undefined],
  ['f(x)=2 f(x)=3', undefined],
  ['x=3=3x', 'relation: x = 3 = 3*x'],
  // No value.
  ['DNE', 'text: DNE'],
  [String.raw`\text{does not exist}`, 'text: does not exist'],
]

it.each(TABLE)('%j: %s', (text, likeliest) => expect(readings(text)[0]).toBe(likeliest))

it('takes a letter with coordinates for a point too', () => {
  expect(readings('A(3,-4)')).toEqual(['apply: A(3, -4)', 'relation: A = (3, -4)'])
  expect(readings('A(x,y)')).toEqual(['apply: A(x, y)'])
  expect(readings('u(3,4)')).toEqual(['apply: u(3, 4)'])
})

it('reads C_n^k of whole numbers as a count too', () => {
  expect(readings('C_{10}^3')).toEqual(['power: C_10^3', 'call: binomial(10, 3)'])
  expect(readings('A_5^2')).toEqual(['power: A_5^2', 'call: P(5, 2)'])
  expect(readings('C_n^2')).toHaveLength(1)
})
