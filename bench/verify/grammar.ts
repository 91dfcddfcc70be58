import type { RandomStream } from '../../src/random/index.js'

type Rule = (grow: Grow) => string

/** What rules draw from: a choice of rules one level deeper, and plain choices. */
interface Grow {
  readonly random: RandomStream
  pick<T>(items: readonly T[]): T
  /** An expression, smaller the deeper it stands. */
  expr(): string
  several(least: number, most: number): string[]
}

const NAMES = [
  'x',
  'y',
  'z',
  'n',
  'k',
  'a',
  'b',
  't',
  'i',
  'e',
  'x_1',
  'a_{12}',
  '\\theta',
  '\\alpha',
  '\\lambda',
  "x'",
  '\\hat{x}',
]
const FUNCTIONS = [
  '\\sin',
  '\\cos',
  '\\tan',
  '\\ln',
  '\\log',
  '\\exp',
  '\\arcsin',
  '\\arctan',
  '\\sinh',
  '\\cosh',
  '\\sec',
  '\\cot',
]
const RELATIONS = [
  '=',
  '<',
  '>',
  '\\le',
  '\\ge',
  '\\ne',
  '\\approx',
  '\\in',
  '\\equiv',
  '\\leq',
  '>=',
  '!=',
  '\\subset',
  '\\sim',
]
const UNITS = ['cm', 'm', 'km/h', 'kg', 'm^2', 's', 'ft', 'dollars', 'L', 'apples', 'N\\cdot m', '^\\circ C']

const LEAVES: readonly Rule[] = [
  ({ random }) => String(random.integer(10)),
  ({ random }) => String(random.integer(1000)),
  ({ random }) => String(random.integer(0x7fffffff)),
  ({ random }) => `${random.integer(100)}.${random.integer(1000)}`,
  ({ random }) => `${random.integer(9)},${String(random.integer(1000)).padStart(3, '0')}`,
  ({ random }) => `0.\\overline{${random.integer(99)}}`,
  ({ random }) => `${random.integer(9)} \\times 10^{${random.integer(60) - 30}}`,
  ({ random }) => `${random.integer(20)}\\frac{${random.integer(9)}}{${random.integer(9)}}`,
  ({ pick }) => pick(NAMES),
  ({ pick }) => pick(NAMES),
  ({ pick }) =>
    pick([
      '\\pi',
      'e',
      'i',
      '\\infty',
      '\\varphi',
      'π',
      '∞',
      '\\frac12',
      '\\sqrt2',
      '½',
      'x²',
      '10₂',
      '\\emptyset',
    ]),
  ({ random, pick }) => `${pick(['1', '10', '101', '2A', '777'])}_{${random.integer(20)}}`,
]

const BRANCHES: readonly Rule[] = [
  ({ expr }) => `${expr()}+${expr()}`,
  ({ expr }) => `${expr()} - ${expr()}`,
  ({ expr }) => `${expr()}${expr()}`,
  ({ expr, pick }) => `${expr()}${pick([' \\cdot ', '*', ' \\times ', '·', '/', '\\div '])}${expr()}`,
  ({ expr }) => `\\frac{${expr()}}{${expr()}}`,
  ({ expr }) => `(${expr()})/(${expr()})`,
  ({ expr }) => `\\left(${expr()}\\right)`,
  ({ expr }) => `(${expr()})^{${expr()}}`,
  ({ expr, random }) => `${expr()}^${random.integer(10)}`,
  ({ expr }) => `\\sqrt{${expr()}}`,
  ({ expr, random }) => `\\sqrt[${random.integer(9)}]{${expr()}}`,
  ({ expr }) => `-${expr()}`,
  ({ expr, pick }) => `${pick(FUNCTIONS)}(${expr()})`,
  ({ expr, pick }) => `${pick(FUNCTIONS)} ${expr()}`,
  ({ expr, pick, random }) => `${pick(FUNCTIONS)}^${random.integer(5)} ${expr()}`,
  ({ expr }) => `\\log_{${expr()}} ${expr()}`,
  ({ expr }) => `|${expr()}|`,
  ({ expr }) => `(${expr()})!`,
  ({ expr }) => `\\binom{${expr()}}{${expr()}}`,
  ({ expr, pick }) => `${pick(['\\gcd', '\\max', '\\min', '\\operatorname{lcm}'])}(${expr()}, ${expr()})`,
  ({ expr }) => `${expr()} \\bmod ${expr()}`,
  ({ expr, pick }) => `\\l${pick(['floor', 'ceil'])} ${expr()} \\r${pick(['floor', 'ceil'])}`,
  ({ expr, random }) => `\\sum_{k=${random.integer(4)}}^{${expr()}} ${expr()}`,
  ({ expr, random }) => `\\prod_{j=1}^{${random.integer(40)}} ${expr()}`,
  ({ expr }) => `\\int_{${expr()}}^{${expr()}} ${expr()} \\, dx`,
  ({ expr }) => `\\int ${expr()} dx + C`,
  ({ expr }) => `\\lim_{x \\to ${expr()}} ${expr()}`,
  ({ expr }) => `\\frac{d}{dx}(${expr()})`,
  ({ expr }) => `\\pm ${expr()}`,
  ({ expr }) => `${expr()} \\mp ${expr()}`,
  ({ expr }) => `f(${expr()})`,
]

const ANSWER_RULES: readonly Rule[] = [
  ({ expr }) => expr(),
  ({ expr }) => expr(),
  ({ expr }) => expr(),
  ({ expr }) => `x = ${expr()}`,
  ({ expr, pick }) => `${expr()} ${pick(RELATIONS)} ${expr()}`,
  ({ expr, pick }) => `${expr()} ${pick(['<', '\\le'])} x ${pick(['<', '\\le', '='])} ${expr()}`,
  ({ several, pick }) =>
    `${pick(['(', '[', '\\left('])}${several(2, 5).join(', ')}${pick([')', ']', '\\right)'])}`,
  ({ several }) => `\\{${several(0, 6).join(', ')}\\}`,
  ({ several, pick }) =>
    several(2, 6).join(pick([', ', ' and ', ' or ', '; ', ' \\text{ or } ', ':', ' = '])),
  ({ expr, pick }) => `${pick(['(', '['])}${expr()}, ${pick(['\\infty', expr()])}${pick([')', ']'])}`,
  ({ expr, pick }) =>
    `(-\\infty, ${expr()}) ${pick(['\\cup', '\\cap', '\\setminus'])} [${expr()}, ${expr()}]`,
  ({ expr, pick }) => `\\{x ${pick(['\\mid', ':', '|'])} ${expr()} ${pick(RELATIONS)} ${expr()}\\}`,
  ({ expr, pick }) =>
    `${expr()} + ${pick(['k', 'n', '2k'])}\\pi, ${pick(['k', 'n'])} \\in \\mathbb{${pick(['Z', 'N', 'R'])}}`,
  ({ several, pick }) => {
    const kind = pick(['pmatrix', 'bmatrix', 'vmatrix', 'matrix', 'cases'])
    const rows = Array.from({ length: 1 + several(0, 2).length }, () => several(1, 3).join(' & '))
    return `\\begin{${kind}}${rows.join(' \\\\ ')}\\end{${kind}}`
  },
  ({ expr, pick }) => `${expr()} \\text{ ${pick(UNITS)}}`,
  ({ expr, pick }) => `${expr()}${pick(['\\%', '%', '^\\circ', ' percent', '\\text{ cm}', ' km'])}`,
  ({ random }) => `${random.integer(25)}:${String(random.integer(61)).padStart(2, '0')}`,
  ({ expr }) => `${expr()} = ${expr()} = ${expr()}`,
  ({ pick }) =>
    pick(['\\text{yes}', 'no', '\\text{(B)}', 'Evelyn', 'true', 'C', 'iron', '\\text{two or three}']),
]

/** Around an answer: where models put it. */
const TEXTS: readonly ((answer: string) => string)[] = [
  (answer) => answer,
  (answer) => answer,
  (answer) => `$${answer}$`,
  (answer) => `So the answer is \\boxed{${answer}}.`,
  (answer) => `\\[ \\boxed{${answer}} \\]`,
  (answer) => `**Final Answer:** ${answer}`,
  (answer) => `We find $${answer}$ and hence the answer is $${answer}$.`,
  (answer) => `\\boxed{${answer}} and \\boxed{${answer}}`,
]

/** An answer in the grammar that the verifier is to read, nested at most `depth` deep; often without a value. */
export function grammarAnswer(random: RandomStream, depth: number): string {
  let left = 60
  const at = (level: number): Grow => {
    const grow: Grow = {
      random,
      pick: (items) => items[random.integer(items.length)] as (typeof items)[number],
      expr: () => {
        left--
        const leaf = level >= depth || left < 0 || random.uniform() < 0.3
        const rules = leaf ? LEAVES : BRANCHES
        return (rules[random.integer(rules.length)] as Rule)(at(level + 1))
      },
      several: (least, most) =>
        Array.from({ length: least + random.integer(most - least + 1) }, () => grow.expr()),
    }
    return grow
  }
  return (ANSWER_RULES[random.integer(ANSWER_RULES.length)] as Rule)(at(0))
}

/** The answer somewhere in a text. */
export function placedAnswer(random: RandomStream, answer: string): string {
  return (TEXTS[random.integer(TEXTS.length)] as (typeof TEXTS)[number])(answer)
}
