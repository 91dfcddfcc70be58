import type { RandomStream } from '../../src/random/index.js'

/** Sentences as models reason in; none of them announces an answer. */
// biome-ignore format: many long texts
const SENTENCES = [
  'Let $x$ be the number of marbles that Tom has at first, so that after the second round he holds $\\frac{3x}{4}-5$ of them.',
  'We are told that $f(x) = x^3 - 6x^2 + 11x - 6$, and by inspection $f(1) = 0$, so $(x-1)$ is a factor.',
  'Factoring, we get $$x^2 - 5x + 6 = (x-2)(x-3),$$ which vanishes exactly when $x = 2$ or $x = 3$.',
  'She sells 16 - 3 - 4 = <<16-3-4=9>>9 eggs a day and makes 9 * 2 = $<<9*2=18>>18 every day at the market.',
  'By the law of cosines, \\[c^2 = a^2 + b^2 - 2ab\\cos C,\\] and therefore $c^2 = 49 + 64 - 2\\cdot 7\\cdot 8\\cdot\\frac{1}{2} = 57$.',
  'Substituting $u = \\sin t$ gives $du = \\cos t\\,dt$, and the integral becomes $\\int_0^1 u^2\\,du = \\frac{u^3}{3}\\Big|_0^1$.',
  'First, I need to find the total cost. The shirts cost 5 x $12 = $60 and the hats cost 3 x $8 = $24.',
  'Wait, let me double-check this step, because the sign of the second term matters: $-(-3)^2 = -9$, not $9$.',
  '\\begin{align*}\nS &= 1 + 2 + 3 + \\dots + n \\\\\n&= \\frac{n(n+1)}{2}.\n\\end{align*}\nFor $n = 20$ this is $210$.',
  'The probability of drawing two red balls in a row is $\\frac{5}{12}\\cdot\\frac{4}{11} = \\frac{20}{132} = \\frac{5}{33}$.',
  '**Step 2: Use the constraint.** Since $a + b + c = 10$ and $a, b, c \\geq 1$, stars and bars gives $\\binom{9}{2} = 36$ ways.',
  'Modulo $7$, the powers of $3$ cycle as $3, 2, 6, 4, 5, 1$, so that $3^{100} \\equiv 3^{4} \\equiv 4 \\pmod 7$.',
  'The vector is parallel to $\\begin{pmatrix} 2 \\\\ -1 \\\\ 3 \\end{pmatrix}$, whose length is $\\sqrt{4 + 1 + 9} = \\sqrt{14}$.',
  'Hence the triangle with sides $13$, $14$, $15$ has semiperimeter $21$ and area $\\sqrt{21\\cdot 8\\cdot 7\\cdot 6} = 84$.',
  'Note that $\\log_2 8 = 3$ and $\\log_2 32 = 5$, so the product of the two logarithms is $15$, as it should be.',
  'On Monday they drove 120 miles in 2 hours, which is 60 miles per hour; on Tuesday they were 25% faster.',
  'If $n$ is odd, then $n^2 - 1 = (n-1)(n+1)$ is a product of two consecutive even numbers and divisible by $8$.',
  'We check the boundary: at $x = -2$ the expression under the root is $0$, and for $x < -2$ it is negative.',
]

const ENDINGS: readonly ((answer: string) => string)[] = [
  (answer) => `Therefore, the answer is $\\boxed{${answer}}$.`,
  (answer) => `\n\n**Final Answer**\n\\[ \\boxed{${answer}} \\]`,
  (answer) => `Thus we get \\boxed{${answer}}.`,
  (answer) => `Hence the value that we look for is $$\\boxed{${answer}}.$$ This completes the solution.`,
  (answer) => `So the final answer is $${answer}$.`,
]

/** A text of about 500 to 2,000 characters that ends with the answer. */
export function solutionText(random: RandomStream, answer: string): string {
  const length = 400 + random.integer(1500)
  const sentences: string[] = []
  for (let written = 0; written < length; ) {
    const sentence = SENTENCES[random.integer(SENTENCES.length)] as string
    sentences.push(sentence)
    written += sentence.length + 1
  }
  return `${sentences.join(random.uniform() < 0.5 ? ' ' : '\n\n')} ${ENDINGS[random.integer(ENDINGS.length)]?.(answer)}`
}
