import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomStream } from '../random/index.js'
import type { GoldType } from '../words.js'
import type { ExtractionMode } from './extract.js'
import { ANSWERS } from './fixtures/answers.js'
import { REWRITES } from './fixtures/rewrites.js'
import { conforms, verify } from './verify.js'

const TYPES: GoldType[] = ['choice', 'integer', 'float', 'expression', 'string', 'boolean', 'list']
const MODES: ExtractionMode[] = ['boxed', 'anchored', 'whole', 'auto', 'lenient']
/** Rules that accept what is not the same: a rounded value, a number whose unit or percent sign isn't written. */
const LOOSE = /^approximation\/|^unit\/|\/bare$|^ratio\/fraction$/

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
const typed = fc.constantFrom(...TYPES).chain((type) => fc.tuple(fc.constant(type), GOLDS[type], GOLDS[type]))
const box = (answer: string): string => `we find \\boxed{${answer}}.`
const outcome = (type: GoldType, value: string, text: string): string =>
  verify({ type, value }, text, { mode: 'boxed' }).outcome
const untyped = (value: string, text: string, mode: ExtractionMode = 'auto') =>
  verify({ value }, text, { mode })
const anyAnswer = fc.oneof(...Object.values(ANSWERS))
const kinds = Object.entries(ANSWERS)

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

describe('laws of equality, by kind of answer', () => {
  it.each(kinds)('%s: equal answers match both ways, others neither way', (_, answers) => {
    fc.assert(
      fc.property(answers, ({ text, same, other }) => {
        expect(untyped(text, text)).toMatchObject({ outcome: 'match', goldForm: expect.any(String) })
        expect([text, same, untyped(text, same).outcome]).toEqual([text, same, 'match'])
        expect([same, text, untyped(same, text).outcome]).toEqual([same, text, 'match'])
        expect([text, other, untyped(text, other).outcome]).toEqual([text, other, 'mismatch'])
        expect([other, same, untyped(other, same).outcome]).toEqual([other, same, 'mismatch'])
      }),
      { numRuns: 100 },
    )
  })

  it('reflexive, and symmetric for answers of any two kinds', () => {
    fc.assert(
      fc.property(anyAnswer, anyAnswer, (a, b) => {
        for (const text of [a.text, a.same, a.other]) expect(untyped(text, text).outcome).toBe('match')
        expect([a.text, b.text, untyped(a.text, b.text).outcome]).toEqual([
          a.text,
          b.text,
          untyped(b.text, a.text).outcome,
        ])
      }),
      { numRuns: 1000 },
    )
  })

  it('transitive, but for rounding and for units and percent signs that one side leaves out', () => {
    // None that means different things beside different answers, as (1,2) does: a point, and an interval.
    const texts =
      `0.5 | \\frac12 | 1/2 | 2^{-1} | 50\\% | \\sin\\frac{\\pi}{6} | 0<x<1 | 1>x>0 | \\{x\\mid 0<x<1\\} | 0<2x<2
      \\{0,1\\} | \\{1,0,0\\} | x=0\\text{ or }x=1 | x\\in\\{0,1\\} | \\pm 1 | \\{-1,1\\} | x=1\\text{ or }x=-1 | 1 | 2^0
      0.\\overline{9} | \\sin^2x+\\cos^2x | x>0 | -x<0 | 2x>0 | x\\ge0 | [0,\\infty) | \\{x\\mid x>0\\} | 0<x
      x=1,y=2 | (x,y)=(1,2) | y=2,x=1 | 1\\le x\\le2 | 2x+y=1 | y=1-2x | 4x+2y-2=0 | \\frac{\\pi}{2} | 2\\arctan 1
      \\begin{pmatrix}1\\\\2\\\\3\\end{pmatrix} | (1,2,3) | \\left(1,2,\\frac62\\right) | 2:4 | 1:2 | 3:6 | x^2-1 | (x-1)(x+1)
      \\sqrt{x^2} | |x| | \\sqrt8 | 2\\sqrt2 | x<-1\\text{ or }x>1 | (-\\infty,-1)\\cup(1,\\infty) | \\infty | i^2 | -1`
        .split(/\n\s*| \| /)
        .map((text) => text.trim())
    const firm = texts.map((a) =>
      texts.map((b) => {
        const { outcome: found, rule } = untyped(a, b)
        return found === 'match' && !LOOSE.test(rule)
      }),
    )
    let chains = 0
    const broken: string[] = []
    texts.forEach((a, i) => {
      texts.forEach((b, j) => {
        texts.forEach((c, k) => {
          if (i === j || j === k || i === k || !firm[i]?.[j] || !firm[j]?.[k]) return
          chains++
          if (untyped(a, c).outcome !== 'match') broken.push(`${a} = ${b} = ${c}`)
        })
      })
    })
    expect(chains).toBeGreaterThan(60)
    expect(broken).toEqual([])
  })

  it('indifferent to formatting', () => {
    fc.assert(
      fc.property(
        anyAnswer,
        fc.constantFrom(...REWRITES),
        fc.nat({ max: 1000 }),
        ({ text }, rewrite, index) => {
          const other = rewrite.apply(text, randomStream({ seed: 7, iteration: 0, purpose: 'test', index }))
          fc.pre(other !== undefined)
          expect([rewrite.name, text, other, untyped(text, String(other)).outcome]).toEqual([
            rewrite.name,
            text,
            other,
            'match',
          ])
        },
      ),
      { numRuns: 1500 },
    )
  })

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
})

describe('laws of typed golds', () => {
  it('accept every conforming gold as its own answer', () => {
    fc.assert(
      fc.property(typed, ([type, gold]) => {
        expect(conforms(type, gold)).toBe(true)
        expect([type, gold, outcome(type, gold, box(gold))]).toEqual([type, gold, 'match'])
      }),
      { numRuns: 500 },
    )
  })

  it('are symmetric where the gold gives no tolerance and no order', () => {
    fc.assert(
      fc.property(typed, ([type, a, b]) => {
        fc.pre(type !== 'float' && type !== 'list')
        expect(outcome(type, a, box(b)) === 'match').toBe(outcome(type, b, box(a)) === 'match')
      }),
      { numRuns: 500 },
    )
  })

  it('do not mind white space, dollars, emphasis or a full stop', () => {
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
      fc.property(typed, dress, ([type, gold], wear) => {
        expect([type, wear(gold), outcome(type, gold, box(wear(gold)))]).toEqual([type, wear(gold), 'match'])
      }),
      { numRuns: 500 },
    )
  })

  it('refuse a neighbour of the gold', () => {
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
})

describe('laws of extraction', () => {
  /** Prose with numbers and maths in it, but without a box or an announcement. */
  const prose = fc
    .array(
      fc.constantFrom(
        'so',
        '7',
        '$x=3$',
        'is 12,',
        '\\frac{1}{2}',
        '\n',
        'B',
        '(2,5)',
        '{',
        '}',
        '5 km.',
        '\\(',
        '$',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(' '))

  it('nothing around a box changes the verdict', () => {
    fc.assert(
      fc.property(anyAnswer, anyAnswer, prose, prose, (gold, answer, before, after) => {
        for (const mode of ['boxed', 'anchored', 'auto', 'lenient'] as const) {
          const alone = untyped(gold.text, `\\boxed{${answer.text}}`, mode)
          // An open brace in front is no box's; one that closes it behind ends no box either.
          const within = untyped(gold.text, `${before} so\n\\boxed{${answer.text}} here ${after}`, mode)
          expect([mode, within.extracted, within.outcome]).toEqual([mode, alone.extracted, alone.outcome])
        }
      }),
      { numRuns: 500 },
    )
  })

  it('a box answers for itself: the gold elsewhere in the text earns nothing', () => {
    fc.assert(
      fc.property(anyAnswer, prose, ({ text, other }, around) => {
        for (const mode of ['boxed', 'anchored', 'auto', 'lenient'] as const) {
          const verdict = untyped(text, `$${text}$ ${around}\nso\n\\boxed{${other}} and not $${text}$ `, mode)
          expect([mode, text, other, verdict.outcome]).toEqual([mode, text, other, 'mismatch'])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('two answers in one slot never match a single gold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9999 }), fc.integer({ min: 1, max: 99 }), (n, k) => {
        for (const spray of [`${n}, ${n + k}`, `${n} or ${n + k}`, `\\{${n}, ${n + k}\\}`, `${n}; ${n + k}`])
          for (const text of [`\\boxed{${spray}}`, `The answer is ${spray}`, spray])
            expect([text, untyped(`${n}`, text).outcome === 'match']).toEqual([text, false])
      }),
    )
  })
})

describe('laws of any input', () => {
  it('returns a verdict for any gold and any text', () => {
    const ingredients = fc.constantFrom(
      '\\',
      '{',
      '}',
      '\\boxed{',
      '$',
      '^',
      '_',
      '\\frac',
      '\\sqrt',
      '\\sum',
      '\\int',
      '\\begin{pmatrix}',
      '&',

      '9',
      '/',
      ' ',
      'x',
      '(',
      ')',
      '[',
      '|',
      ',',
      ':',
      '=',
      '<',
      '!',
      '\u200b',
      '<ans>',
      'answer: ',
      '%',
      '\\pm',

      '\\cup',
      '\\{',
      '\\}',
      '\\infty',
      '\\in',
      '\\mathbb{Z}',
      'k',
      '\\text{',
      'cm',
      '\\sin',
      '\\lim',
      '\\left',
    )
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(ingredients, { maxLength: 60 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(undefined, ...TYPES),
        hostile,
        hostile,
        fc.constantFrom(...MODES),
        (type, value, text, mode) => {
          const gold = { value, options: [value, text], ...(type ? { type } : {}) }
          const verdict = verify(gold, text, { mode, anchor: '<ans>' })
          expect(['match', 'mismatch', 'unparsable', 'undecided']).toContain(verdict.outcome)
          expect(verdict.rule).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
          expect(verify(gold, text, { mode, anchor: '<ans>' })).toEqual(verdict)
          conforms(type ?? 'expression', text)
        },
      ),
      { numRuns: 1000 },
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
      '\\sqrt{',
      '|',

      '9'.repeat(50) + '*',
      'answer: ',
      '<ans>',
      '\ufdfa',
      '. A',
      '\\, ',
      'x^9+',
      '\\pm',
      '\\sin',
      '1<x<',
      'x=',

      '\\begin{pmatrix}',
      '\\int_0^1',
      '\\sum_{k=1}^{99}',
      '[1,',
      '\\{',
      '(1,2)\\cup',
      '9!',
      '\\text{a}',
      '5 km',
    ]
    let slowest = { took: 0, what: '' }
    for (const unit of units) {
      const long = unit.repeat(Math.ceil(100_000 / unit.length))
      const answer = unit.repeat(Math.floor(1990 / unit.length))
      const texts = [long, `\\boxed{${long}}`, answer, `${answer}5`, `5${answer}`, `<ans>${answer}`]
      // Every text in every mode, every type with every text or mode.
      for (const [i, text] of texts.entries())
        for (const [j, mode] of MODES.entries()) {
          const type = ([undefined, 'choice', 'expression', 'list', 'string'] as const)[(i + j) % 5]
          const start = performance.now()
          verify({ value: '5', options: [answer, '5'], ...(type ? { type } : {}) }, text, {
            mode,
            anchor: '<ans>',
          })
          const took = performance.now() - start
          if (took > slowest.took) slowest = { took, what: `${type}, ${mode}, ${unit}` }
        }
      verify({ value: answer }, answer, { mode: 'whole' })
    }
    expect(slowest.took, slowest.what).toBeLessThan(1000)
  })
})
