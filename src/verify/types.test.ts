import { describe, expect, it } from 'vitest'
import type { GoldType } from '../words.js'
import { conforms, verify } from './verify.js'

const OPTIONS = ['paris', 'rome', '3.5 kg', 'new york']

function outcome(type: GoldType, gold: string, answer: string, options: readonly string[] = []): string {
  return verify({ type, value: gold, options }, answer, { mode: 'whole', form: 'worked-out' }).outcome
}

describe('choice', () => {
  it.each([
    ['B', 'B'],
    ['B', 'b'],
    ['B', '(B)'],
    ['B', '[B]'],
    ['B', 'B.'],
    ['B', 'B) rome'],
    ['B', 'B. Rome.'],
    ['B', '(B) rome'],
    ['B', 'B rome'],
    ['B', 'B: rome'],
    ['B', 'B - rome'],
    ['B', 'rome'],
    ['B', '\\text{Rome}'],
    ['B', 'Option B'],
    ['B', '\\textbf{(B)}\\ \\text{rome}'],
    ['B', '\\textbf{(B) } rome'],
    ['B', '\\textbf{(B)}'],
    ['C', '3.5  KG'],
    ['D', 'the answer is D'],
  ])('%s matches %j', (gold, answer) => expect(outcome('choice', gold, answer, OPTIONS)).toBe('match'))

  it.each([
    ['B', 'A'],
    ['B', 'E'],
    ['B', 'B) paris'],
    ['A', 'B) paris'],
    ['B', 'paris'],
    ['B', 'B) rome or A) paris'],
    ['B', 'B or C'],
    ['B', 'A, B'],
    ['B', 'B, C, D'],
  ])('%s mismatches %j', (gold, answer) => {
    expect(outcome('choice', gold, answer, OPTIONS)).not.toBe('match')
  })

  it('refuses a text that two options share', () => {
    expect(
      verify({ type: 'choice', value: 'A', options: ['x', 'x'] }, 'x', { mode: 'whole', form: 'worked-out' }),
    ).toMatchObject({
      outcome: 'mismatch',
      rule: 'choice/ambiguous-text',
      extracted: 'x',
    })
  })

  it('without known options takes a letter with its text, but no second letter', () => {
    expect(outcome('choice', 'B', 'B) rome')).toBe('match')
    expect(outcome('choice', 'B', 'B) rome A) paris')).toBe('mismatch')
    expect(outcome('choice', 'B', 'b) rome a) paris')).toBe('mismatch')
    expect(outcome('choice', 'A', 'A lot of things')).toBe('mismatch')
  })

  it.each([
    'B, c',
    'B, c, d',
    '(B) or c',
    '(B) [C]',
    'B) [C]',
    'B) "C"',
    'B) $C$',
    'B) C!',
    'B) C',
    'B/C',
    '(B) and all others',
    '(B) or any of the others',
    'B) Paris; also Rome; also Oslo',
    'B) Paris C) Rome',
    '(B) \\boxed{C}',
    '(B) \\boxed{\\text{(C)}}',
  ])('without known options takes %j for a hedge', (answer) =>
    expect(outcome('choice', 'B', answer)).not.toBe('match'))

  it.each([
    'B) A dog',
    'B) a dog',
    'B) $a+b$',
    '(B) all of the above',
    'B: vitamin K',
    'B) Paris, France',
  ])('without known options takes %j for a letter with its text', (answer) =>
    expect(outcome('choice', 'B', answer)).toBe('match'))

  it.each([
    ['(C) 13', 'mismatch'],
    ['(C) 12', 'match'],
    ['(C) $12$', 'match'],
    ['(C) 24/2', 'match'],
    ['C', 'match'],
    ['12', 'match'],
    ['(D) 12', 'mismatch'],
  ])('a gold "(C) 12" of no stated type with %j is a %s', (answer, expected) =>
    expect(verify({ value: '(C) 12' }, answer, { mode: 'whole' }).outcome).toBe(expected))
})

describe('integer', () => {
  it.each([
    ['22', '22'],
    ['22', ' +22. '],
    ['-7', '−7'],
    ['-7', '- 7'],
    ['1234567', '1,234,567'],
    ['1234567', '1{,}234{,}567'],
    ['1234567', '1,\\! 234,\\!567'],
    ['1234567', '1\u202f234\u202f567'],
    ['1,234', '1234'],
    ['18', '\\$18.00'],
    ['18', '$18$'],
    ['18', '18 dollars'],
    ['5', 'x = 5'],
    ['5', '5 \\text{ cm}'],
    ['30', '30^\\circ'],
    ['28', '28\\%'],
    ['7', '007'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['22', '２２'],
    ['18', '18\\text{ km/h}'],
    ['20', '\\color{red}{20}'],
    ['20', '\\textcolor{blue}{20}'],
    ['20', '\\large 20'],
    ['18', '18 km/h'],
    ['18', '18\\ \\text{apples}'],
    ['18', '18 \\text{ eggs}'],
    ['18', '18\\text{ species}'],
    ['18000000', '18 million'],
    ['1000000', '10^6'],
    ['3000', '3 \\times 10^3'],
    ['60', '5 dozen'],
    ['5', '\\text{five}'],
    ['-5', '(-5)'],
    ['12', '3\\cdot4=12'],
    ['18 cm', '0.18 m'],
  ])('%s matches %j', (gold, answer) => expect(outcome('integer', gold, answer)).toBe('match'))

  it.each([
    ['22', '23'],
    ['22', '22 or 23'],
    ['22', '22, 23'],
    ['22', '2 2'],
    ['5', '5 million'],
    ['5', '5\\text{k}'],
    ['5', '5k'],
    ['5', '5\\text{M}'],
    ['5', '5 \\text{ dozen}'],
    ['5', '5 pairs'],
    ['5', '10/2'],
    ['5', '\\pm 5'],
    ['5', '2+3=6'],
    ['8', '2^3'],
    ['18 kg', '18 m'],
    ['5', '5!'],
    ['105', '10⁵'],
    ['31', '3½'],
    ['102', '10₂'],
    ['111', '0,111'],
    ['1234', '12,34'],
    ['12', '1\u200b2'],
    ['391', '17*23'],
    ['22', '22.5'],
    ['123456789012345678901234567890', '123456789012345678901234567891'],
  ])('%s does not match %j', (gold, answer) => expect(outcome('integer', gold, answer)).not.toBe('match'))
})

describe('float', () => {
  it.each([
    ['3.14', '3.14'],
    ['3.14', '3.140'],
    ['0.5', '.5'],
    ['1500', '1.5e3'],
    ['0.0015', '1.5 \\times 10^{-3}'],
    ['1000000', '1000000.9'],
    ['0.125', '12.5%'],
    ['18.5', '18.5\\text{ m/s}'],
    ['3.14', '3.14 \\text{ kJ/mol}'],
    ['3.14', '\\approx 3.14'],
    ['0.5', '\\frac12'],
    ['0.5', '1/2'],
    ['-0.5', '-\\frac{1}{2}'],
    ['1.5', '1 \\frac{1}{2}'],
    ['1.8e7', '18\\text{ million}'],
    ['-0', '0'],
  ])('%s matches %j', (gold, answer) => expect(outcome('float', gold, answer)).toBe('match'))
  it.each([
    ['1000000', '1000001.1'],
    ['3.14', '3.1415'],
    ['0', '0.0000001'],
    ['3.14', '22/7'],
    ['0.5', '2/4'],
    ['12.5', '100/8'],
    ['5', '10^{401}'],
    ['5', '1e999999'],
  ])('%s does not match %j', (gold, answer) => expect(outcome('float', gold, answer)).not.toBe('match'))

  it('compares to the stated number of decimals', () => {
    const check = (text: string) =>
      verify({ type: 'float', value: '3.14' }, text, { mode: 'whole', form: 'worked-out', decimals: 2 })
        .outcome
    expect(check('3.145')).toBe('match')
    expect(check('3.1415')).toBe('match')
    expect(check('3.1451')).toBe('mismatch')
  })
})

describe('string', () => {
  it.each([
    ['New York', ' new   york. '],
    ['caf\u00e9', 'cafe\u0301'],
    ["newton's law", '“Newton’s law”'],
    ['straße', 'STRASSE'],
    ['h2o', 'H₂O'],
    ['new york', '\\text{New}\\ \\text{York}'],
  ])('%s matches %j', (gold, answer) => expect(outcome('string', gold, answer)).toBe('match'))
  it.each([
    ['new york', 'york'],
    ['iron', 'iron or zinc'],
    ['cafe', 'café'],
    ['105', '10⁵'],
  ])('%s does not match %j', (gold, answer) => expect(outcome('string', gold, answer)).toBe('mismatch'))
})

describe('boolean', () => {
  it('reads true, false, yes and no', () => {
    expect(outcome('boolean', 'true', 'Yes.')).toBe('match')
    expect(outcome('boolean', 'no', 'False')).toBe('match')
    expect(outcome('boolean', 'true', 'no')).toBe('mismatch')
    expect(outcome('boolean', 'true', 'true or false')).toBe('unparsable')
    expect(outcome('boolean', 'true', 'yes no')).toBe('unparsable')
  })
})

describe('list', () => {
  it.each([
    ['1, 2, 3', '[1,2,3]'],
    ['1, 2, 3', '\\{1, 2, 3\\}'],
    ['1, 2, 3', '1; 2; 3'],
    ['1, 2, 3', '1, 2 \\text{ and } 3'],
    ['1, 2, 3', '1, 2, \\text{ and } 3'],
    ['1, 2, 3', '1, 2 and 3'],
    ['iron, zinc', '\\text{iron and zinc}'],
    ['iron, zinc', 'Iron, and Zinc.'],
    ['1/2, 0.50', '\\frac{2}{4}, .5'],
    ['(1,2), (3,4)', '(1,2),(3,4)'],
  ])('%s matches %j', (gold, answer) => expect(outcome('list', gold, answer)).toBe('match'))
  it.each([
    ['1, 2, 3', '3, 2, 1'],
    ['1, 2, 3', '1, 2'],
    ['1, 2', '1, 2, 3, 4'],
    ['1, 2', '1,, 2'],
    ['iron, zinc', 'iron or zinc, zinc'],
  ])('%s does not match %j', (gold, answer) => expect(outcome('list', gold, answer)).not.toBe('match'))
})

describe('expression', () => {
  it.each([
    ['10/9', '\\frac{10}{9}'],
    ['1/2', '\\frac12'],
    ['1/2', '0.5'],
    ['1/2', '2/4'],
    ['7/2', '3\\frac{1}{2}'],
    ['7/2', '3 1/2'],
    ['28%', '0.28'],
    ['28%', '28'],
    ['3', '\\dfrac{6}{2}'],
    ['(x+1)^2', 'x^2+2x+1'],
    ['12x', 'x*12'],
    ['16x-22', '-22 + 16x'],
    ['x^2y-x/2', '-\\frac{x}{2} + y x^2'],
    ['-\\frac{3}{4}x+1', '1-3x/4'],
    ['0.5x', '\\frac12 x'],
    ['(a-b)(a+b)', 'a^2 - b^2'],
    ['x(x+1)/x', 'x+1'],
    ['2\\sqrt{3}', '\\sqrt{12}'],
    ['\\frac{\\sqrt{2}}{2}', '\\frac{1}{\\sqrt{2}}'],
    ['2\\pi r', 'r \\cdot 2\\pi'],
    ['2\\pi', '2pi'],
    ['2\\sqrt{3}', '2*sqrt(3)'],
    ['2hr', '2rh'],
    ['5', '5 km'],
    ['(0,9)', '( 0, 9 )'],
    ['2^{10}', '1024'],
    ['y = 2x+1', 'y=1+2x'],
    ['x', 'x'],
    ['\\sin x', '\\sin  x'],
    ['1/3', 'k = \\frac{1}{3} \\text{meters}'],
  ])('%s matches %j', (gold, answer) => expect(outcome('expression', gold, answer)).toBe('match'))
  it.each([
    ['10/9', '9/10', 'mismatch'],
    ['x^2+1', 'x^2-1', 'mismatch'],
    ['5/6', '1/2+1/3', 'mismatch'],
    ['391', '17*23', 'mismatch'],
    ['12x', '3x+9x', 'mismatch'],
    ['12x', '3*4x', 'mismatch'],
    ['16x-22', '2(8x-11)', 'mismatch'],
    ['x^2', 'x*x', 'mismatch'],
    ['x/6', 'x/2/3', 'mismatch'],
    ['x', '(x)+0', 'mismatch'],
    ['10', '\\sqrt{100}', 'mismatch'],
    ['5 cm', '5 km', 'mismatch'],
    ['act', 'many cats', 'mismatch'],
    ['31/2', '3 1/2', 'mismatch'],
    ['111', '0,111', 'mismatch'],
    ['12', '1 2', 'unparsable'],
    ['2hr', '2r', 'mismatch'],
    ['1/2', '1/2 or 1/3', 'mismatch'],
    ['1/2', '1/0', 'undecided'],
    ['x', '2 3', 'unparsable'],
    ['\\sqrt{6}', '\\sqrt{2}\\sqrt{3}', 'mismatch'],
    ['5', '9^9^9', 'mismatch'],
    ['\\sin x', '\\cos x', 'mismatch'],
  ])('%s with %j is %s', (gold, answer, expected) =>
    expect(outcome('expression', gold, answer)).toBe(expected))
})

describe('conforms', () => {
  it.each<[GoldType, string, boolean]>([
    ['choice', 'B', true],
    ['choice', 'b', false],
    ['choice', 'K', false],
    ['integer', '-12', true],
    ['integer', '1,200', true],
    ['integer', '12.0', false],
    ['integer', '12 cm', false],
    ['float', '-1.5e-3', true],
    ['float', 'about 3', false],
    ['float', '', false],
    ['float', '.', false],
    ['expression', 'x^2+1', true],
    ['expression', '9^9^9', false],
    ['expression', 'a long story', false],
    ['string', 'three little words', true],
    ['string', 'four words are many', false],
    ['string', '...', false],
    ['boolean', 'true', true],
    ['boolean', 'True', false],
    ['list', '1, 2', true],
    ['list', '1', false],
    ['list', 'f(1,2)', false],
    ['list', '1, , 2', false],
  ])('%s %j: %s', (type, value, expected) => expect(conforms(type, value)).toBe(expected))
})
