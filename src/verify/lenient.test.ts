import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractAnswer } from './extract.js'

const lenient = (text: string): string => {
  const found = extractAnswer(text, 'lenient')
  return found.found ? found.answer : found.rule
}

describe('the last mathematical expression of a text', () => {
  it.each([
    ['so the number is 10 which is 1,000.99m²', '1,000.99m²'],
    ['We find that $x \\neq 3$.', '$x \\neq 3$'],
    ['Answer \\[ 9 \\]', '\\[ 9 \\]'],
    ['Answer \\( \\frac12 \\)', '\\( \\frac12 \\)'],
    ['Special matrix: $ \\begin{pmatrix}1\\\\2\\end{pmatrix} $', '$ \\begin{pmatrix}1\\\\2\\end{pmatrix} $'],
    ['gives \\begin{align*} x &= 2+3 \\\\ &= 5. \\end{align*}', '$5$'],
    ['P(A) = (1/2) / (3/4) P(A) = 2/3 Therefore it is 2/3. <|im_start|>user', '2/3'],
    ['a stray $ here, but $x=3$ there', '$x=3$'],
    ['it is about $100 . $ After losing $10 \\%$ it is $90$ left', '$90$'],
    ['so $x=3$ and $y=4$.', '$x=3$ and $y=4$'],
    ['We get $(2,5)$ and $(5,2)$.', '$(2,5)$ and $(5,2)$'],
    ['since $x=1$, $x+1=2$.', '$x+1=2$'],
    ['so $a=1,b=2$ (see Theorem 3)', '$a=1,b=2$'],
    ['the domain of $f(x)$ has 19 points', '19 points'],
    ['The roots are 2 and 5', '2 and 5'],
    ['the numbers are 1, 2, and 3.', '1, 2, and 3'],
    ['5 apples and 7 oranges, in total 12 fruits', '12'],
    ['that gives us 12 km/h', '12 km/h'],
    ['it is 2 1/4 hours', '2 1/4 hours'],
    ['which makes 1 000 000 in total', '1 000 000'],
    ['Therefore x = 5', 'x = 5'],
    ['We found 3x + 2y = 7', '3x + 2y = 7'],
    ['the point is (2, 5).', '(2, 5)'],
    ['the interval [2, \\infty)', '[2, \\infty)'],
    ['Hence \\frac{1}{2} is it', '\\frac{1}{2}'],
    ['The probability is 35 percent', '35 percent'],
    ['the time is 12:30 pm', '12:30 pm'],
    ['so it costs \\$40', '\\$40'],
    ['the result is -3.5e-4', '-3.5e-4'],
    ['the length is √2', '√2'],
    ['so we get \\frac12', '\\frac12'],
    ['so we get \\frac\\pi4', '\\frac\\pi4'],
    ['\\begin{align*} x+3 &= 15 \\\\ x &= 12 \\end{align*}', '$x  = 12$'],
    ['\\begin{align*} (a+b)^2 &= 10+6 \\\\ &= 16. \\end{align*}', '$16$'],
  ])('%j', (text, answer) => expect(lenient(text)).toBe(answer))

  it.each([
    '2 1/4',
    'x=5, y=2',
    '15 cm',
    '28 %',
    '$V_{1}:V_{2}=11:21$',
    '$(11,7)or(7,11)$',
    '$21,16$ or $11$',
    '$1$ and $2$ and $3$',
    'Evelyn',
    'no solution',
    'B. Paris',
    '\\begin{pmatrix} -1/3 \\\\ 2/3 \\end{pmatrix}',
    'MR=SRMC',
    'np.arcsin(10/13)',
    '\\lambda_{\\text {red}} / \\sqrt{2}',
    '$f(x)=a x+b$, where $a>0$',
    '$\\frac{1}{3} \\text{meters}$',
    '\\begin{align*} x &= 1 \\\\ y &= 2 \\end{align*}',
  ])('is all of %j', (text) => expect(lenient(text)).toBe(text))

  it.each([
    ['$\\boxed{28}$ pct', '28 pct'],
    ['\\boxed{28} \\%', '28 \\%'],
    ['\\boxed{15}$ cm.', '15 cm'],
    ['\\boxed{5} in total', '5'],
    ['$\\boxed{5}$ and 3 more', '5'],
  ])('a box takes its unit along: %j', (text, answer) => expect(lenient(text)).toBe(answer))

  it.each([
    'AZYUK2A',
    'We did nothing at all in Step 3',
    'there is no such thing as this one here',
  ])('finds none in %j', (text) => expect(lenient(text)).toBe('extract/none'))

  it('is found wherever it stands in prose', () => {
    const prose = fc.constantFrom('we see that', 'hence this gives', 'and it follows that we have')
    fc.assert(
      fc.property(prose, fc.integer({ min: -999, max: 99999 }), prose, (before, n, after) => {
        expect(lenient(`${before} ${n} ${after}`)).toBe(String(n))
        expect(lenient(`${before} $${n}$. ${after}`)).toBe(`$${n}$`)
      }),
    )
  })
})

describe('extraction from hostile texts', () => {
  const PIECES = (
    '{ \\boxed{ \\boxed{1}| and  \\ \\\\ ( 1, $ $a$ $$ \\( \\[ \\begin{align} answer:| answer|to| answer|is| ' +
    'is|our|answer. <|im_end|> < </s> **a __a the|x|is|5| 1| x|=| ½ \\text{ \\|&= \n####| \u200b \ud800'
  )
    .split(' ')
    .map((piece) => piece.replaceAll('|', ' '))

  it('takes linear time: 20 times the text, far less than 20² times the work', () => {
    for (const piece of PIECES)
      for (const mode of ['boxed', 'auto', 'lenient'] as const) {
        const text = piece.repeat(Math.ceil(200_000 / Math.max(piece.length, 1)))
        const start = performance.now()
        extractAnswer(text, mode)
        expect(performance.now() - start, `${mode} ${piece}`).toBeLessThan(400)
      }
  })

  it('only ever gives what stands in the text', () => {
    const pieces = fc.constantFrom(...PIECES, '7', 'words', '.', '\n', 'Answer: 3.', '$x=2$', '\\boxed{9}')
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 30 }),
        fc.constantFrom('auto', 'lenient', 'boxed'),
        (parts, mode) => {
          const text = parts.join(' ')
          const found = extractAnswer(text, mode as 'auto')
          if (!found.found) return
          expect(found.begin).toBeGreaterThanOrEqual(0)
          expect(found.begin).toBeLessThanOrEqual(text.length)
          const letters = (s: string) => s.replace(/\\text \{|or/g, '').replace(/[^\p{L}\p{N}]/gu, '')
          for (const c of new Set(letters(found.answer).replace(/text/g, ''))) expect(text).toContain(c)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
