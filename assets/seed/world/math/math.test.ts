import { describe, expect, it } from 'vitest'
import { randomStream } from '../../../../src/random/index.js'
import { conforms } from '../../../../src/verify/index.js'
import { drawMath, MATH_KINDS, readMath } from './index.js'

describe('readMath', () => {
  // Worked by hand.
  it.each([
    ['295+681', '976', 'integer', '5+1=6,9+8=17,2+6+1=9'],
    ['7+8', '15', 'integer', null],
    ['98+7', '105', 'integer', '8+7=15,9+1=10'],
    ['83-47', '36', 'integer', '13-7=6,8-1-4=3'],
    ['400-123', '277', 'integer', '10-3=7,10-1-2=7,4-1-1=2'],
    ['345*7', '2415', 'integer', '5*7=35,4*7+3=31,3*7+3=24'],
    ['34*27', '918', 'integer', '34*7=238,34*20=680,238+680=918'],
    ['468/9', '52', 'integer', '50*9=450,468-450=18,18/9=2'],
    ['62 mod 4', '2', 'integer', '15*4=60,62-60=2'],
    ['3^4', '81', 'integer', '3*3=9,9*3=27,27*3=81'],
    ['23^2', '529', 'integer', '23*3=69,23*20=460,69+460=529'],
    ['gcd of 18 and 12', '6', 'integer', '18 mod 12=6,12 mod 6=0'],
    ['digit sum of 482', '14', 'integer', '4+8=12,12+2=14'],
    ['(12+7)*3-20', '37', 'integer', '12+7=19,19*3=57,57-20=37'],
    ['3*4+5*6', '42', 'integer', '3*4=12,5*6=30,12+30=42'],
    ['3.4+2.8', '6.2', 'float', '4+8=12,3+2+1=6'],
    ['1.4*4', '5.6', 'float', '4*4=16,1*4+1=5'],
    ['15% of 50', '7.5', 'float', '15*50=750'],
    ['20% of 150', '30', 'integer', '20*150=3000'],
    ['1/8+3/8', '1/2', 'expression', '1+3=4,4/8'],
    ['2/3+1/4', '11/12', 'expression', '8/12+3/12=11/12'],
    ['12/18 reduced', '2/3', 'expression', '12/6=2,18/6=3'],
    ['3x+2x', '5x', 'expression', '3+2=5'],
    ['8x+15x+9+14', '23x+23', 'expression', '8+15=23,9+14=23'],
    ['4(3x-5)', '12x-20', 'expression', '4*3=12,4*5=20'],
    ['x if 7x+10=31', '3', 'integer', '31-10=21,21/7=3'],
    ['x if x+9=15', '6', 'integer', '15-9=6'],
    ['next of 3, 7, 11, 15', '19', 'integer', '7-3=4,15+4=19'],
    ['next of 2, 6, 18', '54', 'integer', '6/2=3,18*3=54'],
    ['sorted order of 9, 3, 5', '3, 5, 9', 'list', null],
    ['reverse of 9, 3, 5', '5, 3, 9', 'list', null],
    ['even ones of 3, 4, 8, 7', '4, 8', 'list', null],
    ['factors of 12', '1, 2, 3, 4, 6, 12', 'list', '1*12,2*6,3*4'],
    ['factors of 9', '1, 3, 9', 'list', '1*9,3*3'],
    ['first 3 multiples of 7', '7, 14, 21', 'list', null],
    ['largest of 45, 54, 12', '54', 'integer', null],
    ['smallest of 45, 54, 12', '12', 'integer', null],
    ['average of 2, 5', '3.5', 'float', '2+5=7,7/2=3.5'],
    ['452>425', 'true', 'boolean', null],
    ['7*8<50', 'false', 'boolean', '7*8=56'],
    ['9 divides 75', 'false', 'boolean', '8*9=72,75-72=3'],
    ['91 prime', 'false', 'boolean', '7*13=91'],
    ['97 prime', 'true', 'boolean', null],
    ['10 days after tuesday', 'friday', 'string', '10 mod 7=3'],
    ['2 months before january', 'november', 'string', null],
    ['94 in roman', 'xciv', 'string', null],
    ['20+27 in words', 'forty-seven', 'string', '20+27=47'],
  ])('%s is %s', (phrase, answer, type, work) => {
    expect(readMath(phrase)?.fact).toMatchObject({ answer, type, work })
  })

  it.each([
    '',
    'the moon',
    '7/0',
    '3-9',
    '7/2',
    '4/4 reduced',
    'x if 0x=3',
    '1+',
    '9'.repeat(90),
    'gcd of 0 and 0',
  ])('has no answer for %j', (phrase) => {
    expect(readMath(phrase)).toBeNull()
  })

  it.each([
    ['12+7', '7+12'],
    ['6*14', '14*6'],
    ['1/3+2/5', '2/5+1/3'],
    ['3x+2x', '2x+3x'],
    ['gcd of 4 and 6', 'gcd of 6 and 4'],
    ['5+7+2', '7+2+5'],
    ['452>425', '425<452'],
    ['largest of 3, 9, 4', 'largest of 4, 3, 9'],
  ])('knows %s and %s as one question', (a, b) => {
    expect(readMath(a)?.canonical).toBe(readMath(b)?.canonical)
  })

  it('keeps apart what order changes', () => {
    expect(readMath('9-2')?.canonical).not.toBe(readMath('2-9')?.canonical)
    expect(readMath('reverse of 1, 2')?.canonical).not.toBe(readMath('reverse of 2, 1')?.canonical)
  })
})

describe('drawMath', () => {
  const rng = randomStream({ seed: 3, iteration: 0, purpose: 'test', index: 0 })

  it('draws what reads back to the same fact, with an answer of its type and short work', () => {
    const kinds = new Set<string>()
    for (let i = 0; i < 4000; i++) {
      const fact = drawMath(rng, { split: 'pretraining' })
      kinds.add(fact.kind)
      expect(readMath(fact.phrase)?.fact).toMatchObject({ answer: fact.answer, kind: fact.kind })
      expect(conforms(fact.type, fact.answer)).toBe(true)
      expect((fact.work?.length ?? 0) + fact.answer.length).toBeLessThanOrEqual(34)
    }
    expect(kinds).toEqual(new Set(MATH_KINDS.map(({ name }) => name)))
  })

  it('draws the level and type wished for, in every split', () => {
    for (const split of ['pretraining', 'corpus', 'evaluation'] as const) {
      for (const type of ['integer', 'float', 'expression', 'string', 'boolean', 'list'] as const) {
        for (const level of [1, 2, 3]) {
          expect(drawMath(rng, { split, type, level })).toMatchObject({ type, level })
        }
      }
    }
  })
})
