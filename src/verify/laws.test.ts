import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GoldType } from '../words.js'
import type { ExtractionMode } from './extract.js'
import { conforms, verify } from './verify.js'

const TYPES: GoldType[] = ['choice', 'integer', 'float', 'expression', 'string', 'boolean', 'list']
const MODES: ExtractionMode[] = ['boxed', 'anchored', 'whole', 'auto', 'lenient']

const integers = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String)
const floats = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map(String)
const words = fc
  .array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 3 })
  .map((w) => w.join(' '))
const polynomials = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom('x', 'y', 'ab', 'x^2', 'x y^3')), {
    minLength: 1,
    maxLength: 5,
  })
  .map((terms) => terms.map(([c, v]) => `(${c})${v}`).join('+'))
const GOLDS: Record<GoldType, fc.Arbitrary<string>> = {
  choice: fc.constantFrom(...'ABCDEFGHIJ'),
  integer: integers,
  float: floats,
  expression: fc.oneof(polynomials, integers, fc.constantFrom('\\frac{3}{4}', '2\\sqrt{5}', '12.5%')),
  string: words,
  boolean: fc.constantFrom('true', 'false'),
  list: fc
    .array(fc.oneof(integers, words, floats), { minLength: 2, maxLength: 6 })
    .map((items) => items.join(', ')),
}
const pairs = fc.constantFrom(...TYPES).chain((type) => fc.tuple(fc.constant(type), GOLDS[type], GOLDS[type]))
const box = (answer: string): string => `we find \\boxed{${answer}}.`
const outcome = (type: GoldType, value: string, text: string): string =>
  verify({ type, value }, text, { mode: 'boxed', form: 'worked-out' }).outcome

/** A sum, difference, product or quotient with its value, worked out here by hand-written fractions. */
interface Sum {
  readonly text: string
  readonly n: bigint
  readonly d: bigint
}
const { sum: sums } = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: 0, max: 99 }).map((n) => ({ text: String(n), n: BigInt(n), d: 1n })),
    fc.integer({ min: 0, max: 999 }).map((n) => ({ text: (n / 10).toFixed(1), n: BigInt(n), d: 10n })),
    fc
      .tuple(tie('sum'), fc.constantFrom('+', '-', '*', '\\cdot ', '/', 'frac', '^2'), tie('sum'))
      .map(([a, sign, b]): Sum => {
        const [x, y] = [`(${a.text})`, `(${b.text})`]
        if (sign === '^2') return { text: `{${x}}^2`, n: a.n * a.n, d: a.d * a.d }
        if (sign === '+') return { text: x + sign + y, n: a.n * b.d + b.n * a.d, d: a.d * b.d }
        if (sign === '-') return { text: x + sign + y, n: a.n * b.d - b.n * a.d, d: a.d * b.d }
        if (sign === '/' && b.n !== 0n) return { text: x + sign + y, n: a.n * b.d, d: a.d * b.n }
        if (sign === 'frac' && b.n !== 0n)
          return { text: `\\frac{${a.text}}{${b.text}}`, n: a.n * b.d, d: a.d * b.n }
        return { text: `${x}*${y}`, n: a.n * b.n, d: a.d * b.d }
      }),
  ),
}))

describe('laws of the verifier', () => {
  it('works out what it is given', () => {
    fc.assert(
      fc.property(sums, fc.integer({ min: 2, max: 9 }), ({ text, n, d }, k) => {
        fc.pre(text.length < 200)
        const other = `${n * BigInt(k) + d}/${d * BigInt(k)}`
        expect(outcome('expression', text, box(`${n}/${d}`))).toBe('match')
        expect(outcome('expression', text, box(`\\frac{${n}}{${d}}`))).toBe('match')
        expect(outcome('expression', text, box(other))).toBe('mismatch')
      }),
      { numRuns: 500 },
    )
  })

  it('accepts every conforming gold as its own answer', () => {
    fc.assert(
      fc.property(pairs, ([type, gold]) => {
        expect(conforms(type, gold)).toBe(true)
        expect(outcome(type, gold, box(gold))).toBe('match')
      }),
      { numRuns: 500 },
    )
  })

  it('is symmetric where neither tolerance nor form is taken from the gold', () => {
    fc.assert(
      fc.property(pairs, ([type, a, b]) => {
        fc.pre(type !== 'float' && type !== 'list' && type !== 'expression')
        expect(outcome(type, a, box(b)) === 'match').toBe(outcome(type, b, box(a)) === 'match')
      }),
      { numRuns: 500 },
    )
  })

  it('does not mind white space, dollars, emphasis or a full stop', () => {
    const dress = fc.constantFrom<(a: string) => string>(
      (a) => `  ${a}\n`,
      (a) => `$${a}$`,
      (a) => `\\(${a}\\)`,
      (a) => `**${a}**`,
      (a) => `\\text{${a}}`,
      (a) => `${a}.`,
      (a) => `\u200b${a}\u00a0`,
    )
    fc.assert(
      fc.property(pairs, dress, ([type, gold], wear) => {
        expect(outcome(type, gold, box(wear(gold)))).toBe('match')
      }),
      { numRuns: 500 },
    )
  })

  it('refuses a neighbour of the gold', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 99n }),
        (n, k) => {
          for (const type of ['integer', 'expression'] as const)
            expect(outcome(type, String(n), box(String(n + k)))).toBe('mismatch')
          expect(outcome('expression', `x^2+${k}x`, box(`x^2+${k + 1n}x`))).toBe('mismatch')
        },
      ),
    )
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (x) => {
        expect(outcome('float', String(x), box(String(x * 1.00001)))).toBe('mismatch')
      }),
    )
    fc.assert(
      fc.property(words, (w) => {
        expect(outcome('string', w, box(`${w}q`))).toBe('mismatch')
      }),
    )
  })

  it('returns a verdict for any gold and any text', () => {
    const ingredients = fc.constantFrom(
      '\\',
      '{',
      '}',
      '\\boxed{',
      '$',
      '^',
      '\\frac',
      '9',
      '/',
      ' ',
      'x',
      '(',
      ',',
      '\u200b',
      '<ans>',
      'answer: ',
      '%',
    )
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(ingredients, { maxLength: 60 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        hostile,
        hostile,
        fc.constantFrom(...MODES),
        (type, value, text, mode) => {
          const verdict = verify({ type, value, options: [value, text] }, text, { mode, anchor: '<ans>' })
          expect(['match', 'mismatch', 'unparsable', 'undecided']).toContain(verdict.outcome)
          expect(verdict.rule).toMatch(/^[a-z]+\/[a-z-]+$/)
          conforms(type, text)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('finishes hostile texts of 100,000 characters, and of the longest answer, quickly', () => {
    const units = [
      '{',
      '\\boxed{',
      '\\',
      ' ',
      '\u200b',
      '9^',
      '(',
      '-',
      '\\frac',
      'a ',
      '1,',
      '$',
      '(x+y+z)',
      '9'.repeat(50) + '*',
      '\\sqrt{',
      'answer: ',
      '<ans>',
      '\ufdfa',
      '. A',
      '\\, ',
      'x^9+',
    ]
    let slowest = { took: 0, what: '' }
    for (const unit of units) {
      const long = unit.repeat(Math.ceil(100_000 / unit.length))
      const answer = unit.repeat(Math.floor(1990 / unit.length))
      const texts = [long, `\\boxed{${long}}`, answer, `${answer}5`, `5${answer}`, `<ans>${answer}`]
      for (const type of TYPES)
        for (const text of texts)
          for (const mode of MODES) {
            const start = performance.now()
            verify({ type, value: '5', options: [answer, '5'] }, text, { mode, anchor: '<ans>' })
            const took = performance.now() - start
            if (took > slowest.took) slowest = { took, what: `${type}, ${mode}, ${unit}` }
          }
      for (const type of TYPES) verify({ type, value: answer }, answer, { mode: 'whole' })
    }
    expect(slowest.took, slowest.what).toBeLessThan(1000)
  })
})
