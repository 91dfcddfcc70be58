import { describe, expect, it } from 'vitest'
import { type JudgeSettings, judgeLine } from './judge-line.js'

const SETTINGS: JudgeSettings = {
  defaults: { mode: 'auto', form: 'equivalent' },
  check: false,
  strict: false,
}
const judge = (line: string, settings: Partial<JudgeSettings> = {}): Record<string, unknown> =>
  JSON.parse(judgeLine(line, 7, { ...SETTINGS, ...settings }).text)

describe('judgeLine', () => {
  it('gives the line back with its verdict', () => {
    expect(
      judge('{"id": 3, "gold": "5", "prediction": "\\\\boxed{5}", "answerType": "integer"}'),
    ).toMatchObject({
      id: 3,
      gold: '5',
      answerType: 'integer',
      outcome: 'match',
      rule: 'integer/equal',
      extracted: '5',
      inferred: false,
    })
  })

  it('keeps unknown fields to the byte, even numbers that a double cannot hold', () => {
    const line = '{"n": 12345678901234567890123, "gold":"5","prediction":"6", "x": {"__proto__": [1.50]} }'
    const { text } = judgeLine(line, 1, SETTINGS)
    expect(text.startsWith(line.slice(0, line.lastIndexOf('}')))).toBe(true)
    expect(JSON.parse(text)).toMatchObject({
      outcome: 'mismatch',
      answerType: expect.any(String),
      inferred: true,
    })
  })

  it('reads its own output again: the new verdict replaces the old, an inferred type is inferred anew', () => {
    const first = judgeLine('{"gold":"5","prediction":"5"}', 1, SETTINGS).text
    const again = judgeLine(first, 1, SETTINGS).text
    expect(again.match(/"outcome"/g)).toHaveLength(1)
    expect(JSON.parse(again)).toEqual(JSON.parse(first))
    const stale = judge('{"gold":"5","prediction":"6","outcome":"match","rule":"old"}')
    expect(stale.outcome).toBe('mismatch')
    expect(stale.rule).not.toBe('old')
  })

  it('lets a line say more than the defaults, and takes null for nothing', () => {
    const line = '{"gold":"B","prediction":"I say \\\\boxed{rome}","answerType":"CHOICE","mode":"boxed",'
    expect(judge(`${line}"options":["paris","rome"],"decimals":null,"form":null}`)).toMatchObject({
      outcome: 'match',
      rule: 'choice/text',
    })
    const float = '{"gold":"3.14","prediction":"3.1415","answerType":"float"'
    expect(judge(`${float}}`).outcome).toBe('mismatch')
    expect(judge(`${float},"decimals":2}`).outcome).toBe('match')
    expect(judge('{"gold":"391","prediction":"17*23","answerType":"expression"}').outcome).toBe('match')
    expect(
      judge('{"gold":"391","prediction":"17*23","answerType":"expression","form":"worked-out"}').outcome,
    ).toBe('mismatch')
  })

  it('takes numbers for answers where JSON keeps them exactly', () => {
    expect(judge('{"gold":18,"prediction":18.0}').outcome).toBe('match')
    expect(judge('{"gold":0.1,"prediction":"0.1"}').outcome).toBe('match')
    expect(judge('{"gold":12345678901234567890,"prediction":"1"}').error).toMatch(
      /"gold" is a number too long/,
    )
  })

  it.each([
    ['nope', /^not JSON: /],
    ['{"gold":"5","prediction":"5"', /^not JSON: /],
    ['[1]', /^not an object$/],
    ['null', /^not an object$/],
    ['{"gold":"5"}', /^"prediction" is missing$/],
    ['{"gold":null,"prediction":"5"}', /^"gold" is missing$/],
    ['{"gold":["5"],"prediction":"5"}', /^"gold" is a list, not text$/],
    ['{"gold":"5","prediction":true}', /^"prediction" is a boolean, not text$/],
    ['{"gold":"5","prediction":"5","answerType":"int"}', /^"answerType" is "int", none of choice, integer,/],
    ['{"gold":"5","prediction":"5","mode":1}', /^"mode" is 1, none of boxed,/],
    ['{"gold":"5","prediction":"5","options":"A"}', /^"options" is not a list of texts$/],
    ['{"gold":"5","prediction":"5","decimals":-1}', /^"decimals" is -1, not a whole number/],
  ])('says what is wrong with %s', (line, reason) => {
    const { text, result } = judgeLine(line, 7, SETTINGS)
    expect(JSON.parse(text)).toMatchObject({ line: 7, error: expect.stringMatching(reason) })
    expect(result).toEqual({ line: 7, error: expect.stringMatching(reason) })
  })

  it('names the id of a broken line', () => {
    expect(judge('{"id":"q-3","gold":"5"}')).toEqual({ id: 'q-3', line: 7, error: '"prediction" is missing' })
  })

  it('survives nesting that overflows the stack', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const judged = judge(`{"gold":"5","prediction":"5","outcome":"match","x":${deep}}`.replace('"x"', '"y"'))
    expect(judged.outcome === 'match' || typeof judged.error === 'string').toBe(true)
  })

  it('compares with the expectation under check only', () => {
    const line = '{"id":"a","gold":"5","prediction":"6","expected":true,"group":"g"}'
    const checked = judgeLine(line, 9, { ...SETTINGS, check: true })
    expect(JSON.parse(checked.text).agrees).toBe(false)
    expect(checked.result).toMatchObject({
      outcome: 'mismatch',
      group: 'g',
      disagreement: { line: 9, id: 'a', expected: true, gold: '5' },
    })
    expect(judge(line).agrees).toBeUndefined()
    expect(judge('{"gold":"5","prediction":"6","expected":false}', { check: true }).agrees).toBe(true)
    expect(judge('{"gold":"5","prediction":"6","expected":1}', { check: true }).error).toMatch(
      /"expected" is a number/,
    )
  })
})
