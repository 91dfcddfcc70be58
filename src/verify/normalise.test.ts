import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseMaths } from './normalise.js'

describe('normaliseMaths', () => {
  it.each<[string, string, string[]]>([
    ['x+1', 'x+1', []],
    ['  12 ', '12', []],
    ['12.', '12', ['trailing-period']],
    ['$12.$', '$12$', ['trailing-period', 'math-delimiters']],
    ['\\(5\\).', '\\(5\\)', ['trailing-period', 'math-delimiters']],
    ['1...', '1...', []],
    ['x &lt; 3', 'x < 3', ['html-entities']],
    ['&#8722;3', '-3', ['html-entities', 'unicode']],
    ['5&nbsp;cm', '5 cm', ['html-entities']],
    ['1 & 2', '1 & 2', []],
    ['**12**', '12', ['markdown']],
    ['**x = 5** cm', 'x = 5 cm', ['markdown']],
    ['2**3', '2**3', []],
    ['2**3**4', '2**3**4', []],
    ['`7`', '7', ['markdown']],
    ['−3', '-3', ['unicode']],
    ['２２', '22', ['unicode']],
    ['𝟓𝑥', '5x', ['unicode']],
    ['√2', '√2', ['unicode-maths']],
    ['10⁵', '10^5', ['unicode-maths']],
    ['x₁', 'x_{1}', ['unicode-maths']],
    ['3½', '3 1/2', ['unicode-maths']],
    ['x ∈ ℝ', 'x ∈ \\mathbb{R}', ['unicode-maths']],
    ['1\u200b2', '1\u200b2', []],
    ['x\u200b + 1', 'x + 1', ['zero-width']],
    ['\u200b5\u200b', '5', ['zero-width']],
    ['\\text{a}', '\\text{a}', ['text-command']],
    ['1,000', '1,000', ['thousands']],
    ['(2,100)', '(2,100)', []],
    ['\\left(1\\right)', '\\left(1\\right)', ['left-right']],
    ['5\\,m', '5\\,m', ['spacing-command']],
    ['\\\\frac{1}{2}', '\\frac{1}{2}', ['escaped-backslashes']],
    ['\\begin{pmatrix}1\\\\2\\end{pmatrix}', '\\begin{pmatrix}1\\\\2\\end{pmatrix}', []],
    ['а', 'а', []],
  ])('%j becomes %j', (written, text, changed) => {
    const normalised = normaliseMaths(written)
    expect(normalised.text).toBe(text)
    expect(new Set(normalised.changed)).toEqual(new Set(changed))
  })

  it('lets go of what kept a subscript apart once the subscript is a group', () => {
    const once = normaliseMaths('1\u2082\u200b1').text
    expect(once).toBe('1_{2}1')
    expect(normaliseMaths(once).text).toBe(once)
  })

  it('changes nothing the second time', () => {
    const pieces = fc.constantFrom(
      '1',
      'x',
      '₂',
      '²',
      '−',
      '\u200b',
      '.',
      '**',
      '$',
      '&lt;',
      ' ',
      '√',
      '٣',
      'ﬁ',
      '`',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const once = normaliseMaths(parts.join('')).text
        expect(normaliseMaths(once).text.replace(/\s|\.|\*|`/g, '')).toBe(once.replace(/\s|\.|\*|`/g, ''))
      }),
    )
  })

  it('never glues two numbers', () => {
    const invisible = fc.constantFrom('\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u202e')
    fc.assert(
      fc.property(fc.nat(999), invisible, fc.nat(999), (a, gap, b) => {
        expect(normaliseMaths(`${a}${gap}${b}`).text).not.toBe(`${a}${b}`)
      }),
    )
  })
})
