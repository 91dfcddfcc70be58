import { describe, expect, it } from 'vitest'
import { SpiceError } from '../../errors.js'
import { sampleEvaluation } from '../../runs/fixtures/sample-evaluation.js'
import { sampleRecord } from '../../runs/fixtures/sample-record.js'
import { capture } from '../fixtures/capture.js'
import { presentError } from './error.js'
import { presentIteration } from './iteration.js'
import { bytes, duration, parameters, percent, points } from './numbers.js'
import { presentComparison, presentScores } from './scores.js'
import { table } from './table.js'
import { block, oneLine, printable } from './text.js'

describe('numbers', () => {
  it('read as people read them', () => {
    expect([percent(0.4213), percent(null), percent(Number.NaN), percent(0.555, 0)]).toEqual([
      '42.1 %',
      '-',
      '-',
      '56 %',
    ])
    expect([points(0.0321), points(-0.05), points(0)]).toEqual(['+3.2', '-5.0', '+0.0'])
    expect([duration(3.21), duration(59.7), duration(75.3), duration(3725)]).toEqual([
      '3.2s',
      '1m 00s',
      '1m 15s',
      '1h 02m',
    ])
    expect([bytes(0), bytes(8_700_000), bytes(2 ** 30)]).toEqual(['0 B', '8.3 MiB', '1.0 GiB'])
    expect([parameters(736), parameters(722_000), parameters(1_720_000), parameters(4.02e9)]).toEqual([
      '736',
      '722k',
      '1.72M',
      '4.02B',
    ])
  })

  it('stand in columns', () => {
    expect(
      table(
        [
          ['a', 'number'],
          ['long', '1'],
        ],
        ['left', 'right'],
      ),
    ).toEqual(['a     number', 'long       1'])
  })
})

describe('text of models', () => {
  it('cannot write to the terminal', () => {
    expect(printable('\u001b[2Jgone\rover\u0000\u202e')).toBe('\\u{1b}[2Jgone\\u{d}over\\u{0}\\u{202e}')
    expect(oneLine(' two\n lines ', 20)).toBe('two lines')
    expect(oneLine('12345678', 5)).toBe('1234…')
    expect(block('a\nb\nc', '> ', 2)).toBe('> a\n> b\n> … 1 more lines')
  })
})

describe('Output', () => {
  it('keeps JSON and people apart', () => {
    const { output, written } = capture({ json: true })
    output.say('for people')
    output.data({ a: 1 })
    output.status('nobody watches')
    expect(written).toEqual({ stdout: '{"a":1}\n', stderr: 'for people\n' })
  })

  it('draws a status line only where someone watches, and lines above it', () => {
    const plain = capture()
    plain.output.status('working')
    plain.output.say('line')
    expect(plain.written.stdout).toBe('line\n')
    const live = capture({ terminal: true })
    live.output.status('working')
    live.output.say('line')
    live.output.status('')
    const dim = '\u001b[2mworking\u001b[22m'
    expect(live.written.stdout).toBe(`${dim}\r\u001b[Kline\n${dim}\r\u001b[K`)
  })
})

describe('presentations', () => {
  it('an error has its way out, and a stack only on demand', () => {
    const { output, written } = capture()
    presentError(output, new SpiceError('input', 'no file', { hint: 'name one' }), false)
    expect(written).toEqual({ stdout: '', stderr: 'error: no file\nhint:  name one\n' })
    const bug = capture()
    presentError(bug.output, new Error('oops', { cause: new Error('deeper') }), true)
    expect(bug.written.stderr).toMatch(/error: oops\nhint: {2}This is a bug[\s\S]*caused by: Error: deeper/)
  })

  it('an iteration is shown with reasons, verdicts, rewards and advantages of both roles', () => {
    const { output, written } = capture()
    presentIteration(output, sampleRecord(3), { document: undefined, full: false })
    for (const line of [
      'document 0',
      'asked for: mcq (choice), by selector',
      'attempts: 24, valid 3 (no-object 20, answer-leaked 1)',
      'challenge 0  valid  pass rate 50 %  reward 1.000  advantage 0.550  [chosen]',
      'challenge 1  invalid  no-object  reward -0.100  advantage -0.550',
      'gold: A (5 €)  [choice]',
      'answer 0  match      choice/letter A  reward 1  advantage 0.500',
      'answer 1  unparsable extract/none  reward 0  advantage -0.500',
      "no attempt was valid: the document left both roles' batches",
    ]) {
      expect(written.stdout).toContain(line)
    }
    expect(() => presentIteration(output, sampleRecord(3), { document: 9, full: false })).toThrow(
      /no document 9/,
    )
  })

  it('before and after are compared by question', () => {
    const { output, written } = capture()
    const before = { iteration: 0, result: sampleEvaluation('math', 1) }
    const after = { iteration: 9, result: sampleEvaluation('math', 3) }
    expect(presentComparison(output, [before])).toBe(false)
    expect(presentComparison(output, [before, after])).toBe(true)
    // Two of four questions were won: 0.5, with deviations +-0.5, so sqrt((1 / 3) / 4) = 0.2887.
    expect(written.stdout).toMatch(/math +4 +25\.0 % ± 12\.5 +75\.0 % ± 12\.5 +\+50\.0 ± 28\.9 points/)
  })

  it.each([
    { samples: 4, temperature: 1 },
    { samples: 1, temperature: 0.6 },
  ])('before and after are not compared where a resumed run asks by %j', (way) => {
    const { output, written } = capture()
    const before = { iteration: 0, result: sampleEvaluation('math', 1) }
    const after = { iteration: 9, result: { ...sampleEvaluation('math', 3), ...way } }
    presentComparison(output, [before, after])
    expect(written.stdout).toMatch(/math +4 +25\.0 % ± 12\.5 +75\.0 % ± 12\.5 +asked another way/)
    expect(written.stdout).not.toContain('points')
    expect(written.stdout).not.toContain('greedy')
  })

  it('an evaluation of several samples names avg@k', () => {
    const { output, written } = capture()
    const passAtK = {
      1: { mean: 0.5, standardError: 0.1, n: 4 },
      2: { mean: 0.75, standardError: 0.1, n: 4 },
    }
    presentScores(output, [{ ...sampleEvaluation('math', 2), samples: 2, passAtK }])
    expect(written.stdout).toMatch(/set +questions +avg@2 +pass@2/)
    expect(written.stdout).toMatch(/math +4 +50\.0 % ± 12\.5 +75\.0 % ± 10\.0/)
  })
})
