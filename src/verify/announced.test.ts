import { describe, expect, it } from 'vitest'
import { extractAnswer } from './extract.js'

const auto = (text: string): string => {
  const found = extractAnswer(text, 'auto')
  return found.found ? found.answer : found.rule
}

describe('what a text announces', () => {
  it.each([
    ['Final Answer: The final answer is $28 \\%$. I hope it is correct. Note: wrong.', '$28 \\%$'],
    ['Final Answer: The largest $n$ is 34.', '34.'],
    ['Final Answer: The number of points in the domain of $f(x)$ is 19. <|im_start|>user', '19.'],
    ['The final answer is \\"$12 $ and $13 $\\". I hope it is correct.', '$12 $ and $13 $'],
    ['the answer is $15$ cm.', '$15$ cm'],
    ['the answer is $15$ parrots.', '$15$'],
    ['The answer is:\n\n$$\n\\frac{3}{4}\n$$\nbye', '$$\n\\frac{3}{4}\n$$'],
    ['**Final Answer**\n\n\\[ x = 5 \\]', '\\[ x = 5 \\]'],
    ['**Final Answer:** $\\frac12$', '$\\frac12$'],
    ['steps\n#### 1,800', '1,800'],
    ['Answer: $3$, $4$ and $5$.', '$3$, $4$ and $5$'],
    ['Answer: (B) $5$', '(B) $5$'],
    ['The answer is B. Paris is the capital.', 'B.'],
    ['The correct option is (C).', '(C).'],
    ['The answer is **Paris**.', 'Paris.'],
    ['The answer to part (a) is 5', '5'],
    ['Answer: 3 (since 1+2=3)', '3'],
    ['The answer is $5$ because $2+3=5$.', '$5$'],
    ['Thus $x <= 2$ is our answer.', '$x <= 2$'],
    ['Therefore 42 is the answer.', '42'],
    ['so <answer>18</answer> it is', '18'],
    ['<answer>it is \\boxed{18}</answer>', '18'],
    ['<answer>17</answer> no: <answer> 18 </answer>', '18'],
    ['Since $x=3$ and $y=4$, we find that $7$ is the answer.', '$7$'],
    ['So $x = 2$ or $x = 5$ is the answer', '$x = 2$ or $x = 5$'],
    ['The answer is therefore simply the set $\\{1,2\\}$.', '$\\{1,2\\}$'],
    ['The answer is $12$ different ways.', '$12$'],
    ['The answer is $12$ km/h, since it takes $2$ hours.', '$12$ km/h'],
    ['The answer is $5$ in total.', '$5$'],
    ['The answer is $5$, which is $2+3$.', '$5$'],
    ['The answer is B, since C is wrong', 'B'],
    ['The answer is yes, because it holds.', 'yes'],
    ['It is not 4, so the answer is 5', '5'],
    ['\\boxed{18}\n\nThe answer is correct because 9*2 is 18.', '18'],
    ['Therefore, $\\boxed{\\text{Evelyn}}$ is our answer.', '\\text{Evelyn}'],
    ['The solution is $x != 5$', '$x != 5$'],
    ['answer: 5<|im_end|>\n<|im_start|>user\nanswer: 6', '5'],
    ['<|im_start|>assistant\nThe answer is 5', '5'],
  ])('%j', (text, answer) => expect(auto(text)).toBe(answer))

  it.each([
    ['The answer is $5$ or maybe $6$.', '$5$ or maybe $6$.'],
    ['The answer is $5$, $6$ if lucky, else $7$', '$5$, $6$ if lucky, else $7$'],
    ['The answer is not 5.', 'not 5.'],
    ['The answer is not $\\frac23$.', 'not $\\frac23$.'],
    ['The answer is never $5$.', 'never $5$.'],
    ['The answer is definitely not $5$.', 'definitely not $5$.'],
    ["The answer isn't $5$.", "The answer isn't $5$."],
    ['The answer cannot be $5$.', 'The answer cannot be $5$.'],
    ['The answer is $5$ is wrong.', '$5$ is wrong.'],
    ['The answer is $5$ million.', '$5$ million.'],
    ['The answer is $5$ from $6$', '$5$ from $6$'],
    ['The answer is $5$ so is $6$', '$5$ so is $6$'],
    ['The answer is $5$ at best.', '$5$ at best.'],
    ['The answer is $5$ or six', '$5$ or six'],
    ['The answer is $5$ in total or $6$', '$5$ in total or $6$'],
    ['The answer is $5$, since it may also be $6$', '$5$, since it may also be $6$'],
    ['The answer is 5, since it may also be 6', '5, since it may also be 6'],
    ['The answer is more than $5$', 'more than $5$'],
    ['The answer is a number whose opposite is $5$', 'a number whose opposite is $5$'],
    ['The answer is 5. Or maybe 6.', '5. Or maybe 6.'],
    ['$6$ or $5$ is the answer.', '$6$ or $5$'],
    ['Neither 6 nor $5$ is the answer', 'Neither 6 nor $5$'],
    ['minus $5$ is the answer', 'minus $5$'],
    ['I doubt that $5$ is the answer', 'I doubt that $5$'],
    ["I don't think the answer is 5.", "I don't think the answer is 5."],
    ['The wrong answer is 5.', 'The wrong answer is 5.'],
    ['answer: \\(a\\) = 3', '\\(a\\) = 3'],
    ['The answer is $x = k\\pi$ where $k \\in \\mathbb{Z}$.', '$x = k\\pi$ where $k \\in \\mathbb{Z}$.'],
  ])('keeps the whole sentence of %j', (text, answer) => expect(auto(text)).toBe(answer))

  it('never reads on into the next sentence or line', () => {
    for (const tail of ['. The other is 6', '\n6', '.\n\nThe number 6.', '</s>6', '<|im_end|>6'])
      expect(auto(`The answer is 5${tail}`)).toMatch(/^5\.?$/)
  })
})
