import { describe, expect, it } from 'vitest'
import type { Sampler, SamplingParams } from '../engines/engine.js'
import { loadTemplateSet } from '../roles/index.js'
import type { Tokenizer } from '../tokenizer/index.js'
import type { Task } from '../words.js'
import type { AnswerOptions } from './answer-questions.js'
import { challengerReport, passRateOnTasks } from './challenger-report.js'
import { compareEvals, meanOverSets } from './compare.js'
import { evaluate } from './evaluate.js'
import { present } from './present.js'
import type { EvalQuestion } from './question.js'
import { readRow } from './row-formats.js'

const templates = loadTemplateSet('compact')
const specials = ['<eos>', ...templates.specialTokens]

/** One id a character; special tokens come first. */
const tokenizer: Tokenizer = {
  encode(text) {
    const ids: number[] = []
    for (let i = 0; i < text.length; ) {
      const special = specials.findIndex((spelling) => text.startsWith(spelling, i))
      ids.push(special >= 0 ? special : specials.length + text.charCodeAt(i))
      i += special >= 0 ? (specials[special] as string).length : 1
    }
    return Int32Array.from(ids)
  },
  decode: (ids) =>
    Array.from(ids, (id) => specials[id] ?? String.fromCharCode(id - specials.length)).join(''),
  vocabulary: specials.length + 65536,
  eosTokens: [0],
  specialTokens: specials,
  chatTemplate: undefined,
}

/** Writes what `script` says to prompt, stream index of the answer and its place in the group. */
function scripted(script: (prompt: string, index: number) => string, calls: SamplingParams[] = []): Sampler {
  return {
    sample: async (prompts, params) => {
      calls.push(params)
      return prompts.map((prompt, p) =>
        Array.from({ length: params.n }, (_, j) => {
          const tokens = tokenizer.encode(script(tokenizer.decode(prompt), (params.indices?.[p] ?? 0) + j))
          return {
            tokens,
            logprobs: new Float32Array(tokens.length),
            stopReason: tokens.at(-1) === 0 ? 'stop' : 'length',
          }
        }),
      )
    },
  }
}

const question = (id: string, gold: string, more: Partial<EvalQuestion> = {}): EvalQuestion => ({
  id,
  question: `what is ${id}?`,
  options: [],
  answerType: 'integer',
  gold,
  ...more,
})
const base: AnswerOptions = { templates, samples: 1, temperature: 0, maxTokens: 16, seed: 1 }

describe('evaluate', () => {
  it('scores a set: accuracy, error, types, style, shares', async () => {
    const questions = [
      question('1+1', '2'),
      question('2+2', '4'),
      question('capital of peru', 'lima', { answerType: 'string' }),
      question('largest', 'B', { answerType: 'choice', options: ['one', 'two'] }),
    ]
    const replies: Record<string, string> = {
      '<q> what is 1+1?<a>': '1+1=2<ans> 2<eos>',
      '<q> what is 2+2?<a>': '<ans> 5<eos>',
      '<q> what is capital of peru?<a>': 'i do not know',
      '<q> what is largest? A) one B) two<a>': '<ans> two<eos>',
    }
    const result = await evaluate({
      ...base,
      sampler: scripted((prompt) => replies[prompt] ?? `no reply to ${prompt}`),
      tokenizer,
      set: { name: 'mixed', questions },
    })
    expect(result.accuracy).toBe(0.5)
    // values 1 0 0 1: variance 1/3, over 4
    expect(result.standardError).toBeCloseTo(Math.sqrt(1 / 12), 12)
    // Wilson for 2 of 4
    expect(result.interval.low).toBeCloseTo(0.150036, 5)
    expect(result.interval.high).toBeCloseTo(0.849964, 5)
    expect(result.perType.integer).toEqual({ mean: 0.5, standardError: 0.5, n: 2 })
    expect(result.perType.choice?.mean).toBe(1)
    expect(result.perType.string?.mean).toBe(0)
    expect(result).toMatchObject({ unparsableShare: 0.25, truncatedShare: 0.25, workedShare: 0.25 })
    expect(result.accuracyWorked).toBe(1)
    expect(result.accuracyDirect).toBeCloseTo(1 / 3, 12)
    // '1+1=2' '<ans>' ' 2' '<eos>' = 9, '<ans> 5<eos>' 4, 'i do not know' 13, '<ans> two<eos>' 6
    expect(result.meanTokens).toBe(8)
    expect(result.questions.map(({ correct }) => correct)).toEqual([1, 0, 0, 1])
  })

  it('clusters by question and estimates pass@k with several samples', async () => {
    const right: Record<string, number> = { a: 4, b: 1, c: 0 }
    const run = (answersPerCall: number, calls: SamplingParams[] = []) =>
      evaluate({
        ...base,
        samples: 4,
        temperature: 0.6,
        answersPerCall,
        sampler: scripted((prompt, index) => {
          const id = /what is (\w)/.exec(prompt)?.[1] ?? ''
          return index % 4 < (right[id] ?? 0) ? '<ans> 7<eos>' : '<ans> 8<eos>'
        }, calls),
        tokenizer,
        set: { name: 's', questions: ['a', 'b', 'c'].map((id) => question(id, '7')) },
      })
    const result = await run(100)
    expect(result.accuracy).toBeCloseTo((1 + 0.25 + 0) / 3, 12)
    // per question 1, .25, 0: variance ((7/12)² + (2/12)² + (5/12)²) / 2 = 78/288
    expect(result.standardError).toBeCloseTo(Math.sqrt(78 / 288 / 3), 12)
    expect(result.interval.low).toBe(0)
    expect(Object.keys(result.passAtK)).toEqual(['1', '2', '4'])
    expect(result.passAtK[2]?.mean).toBeCloseTo((1 + 0.5 + 0) / 3, 12)
    expect(result.passAtK[4]?.mean).toBeCloseTo(2 / 3, 12)

    const calls: SamplingParams[] = []
    expect(await run(4, calls)).toEqual(result)
    expect(calls.map(({ indices }) => indices)).toEqual([[0], [4], [8]])
    expect(calls[0]?.key).toEqual({ seed: 1, iteration: 0, purpose: 'evaluation' })
  })

  it('reports progress, shows every question, and stops at an abort', async () => {
    const stop = new AbortController()
    const heard: number[] = []
    const seen: string[] = []
    const work = evaluate({
      ...base,
      answersPerCall: 2,
      sampler: scripted(() => '<ans> 1<eos>'),
      tokenizer,
      set: { name: 's', questions: ['a', 'b', 'c', 'd', 'e'].map((id) => question(id, '1')) },
      signal: stop.signal,
      onProgress: ({ questions }) => {
        heard.push(questions)
        if (questions === 4) stop.abort(new Error('enough'))
      },
      onQuestion: ({ id, answers }) => seen.push(`${id} ${answers[0]?.verdict.rule}`),
    })
    await expect(work).rejects.toThrow('enough')
    expect(heard).toEqual([2, 4])
    expect(seen).toEqual(['a', 'b', 'c', 'd'].map((id) => `${id} integer/equal`))
  })

  it('gives nothing for always saying A where the row names the right option first, whatever its set is called', async () => {
    const read = readRow({
      Question: 'which?',
      'Correct Answer': 'right',
      'Incorrect Answer 1': 'wrong',
      'Incorrect Answer 2': 'false',
      'Incorrect Answer 3': 'bad',
    })
    if (read === undefined) throw new Error('the row was not read')
    const questions = Array.from({ length: 200 }, (_, i) => ({ id: `${i}`, ...read }))
    const answer = (text: string) =>
      evaluate({ ...base, sampler: scripted(() => text), tokenizer, set: { name: 'science', questions } })
    const { accuracy } = await answer('<ans> A<eos>')
    expect(accuracy).toBeGreaterThan(0.15)
    expect(accuracy).toBeLessThan(0.35)
    expect((await answer('<ans> right<eos>')).accuracy).toBe(1)
  })

  it.each([
    [{ samples: 4 }, /4 samples at temperature 0/],
    [{ samples: 0 }, /0 samples/],
    [{ maxTokens: 0 }, /0 tokens/],
  ])('refuses %j', async (change, message) => {
    const set = { name: 's', questions: [question('a', '1')] }
    const work = evaluate({ ...base, ...change, sampler: scripted(() => ''), tokenizer, set })
    await expect(work).rejects.toThrow(message)
  })
})

describe('present', () => {
  const options = ['p', 'q', 'r', 's']
  const asked = question('x', 'A', { answerType: 'choice', options, unordered: true })
  const shuffled = (index: number) => present(asked, { seed: 3, index, separator: '\n' })

  it('moves the gold letter with its option', () => {
    const letters = new Set<string>()
    for (let index = 0; index < 40; index++) {
      const { text, gold } = shuffled(index)
      expect(text).toContain(`${gold.value}) p`)
      expect([...(gold.options ?? [])].sort()).toEqual(options)
      letters.add(gold.value)
    }
    expect([...letters].sort()).toEqual(['A', 'B', 'C', 'D'])
    expect(shuffled(5)).toEqual(shuffled(5))
  })

  it('does not show options twice', () => {
    const shown = { ...asked, question: 'x? A) p B) q C) r D) s', optionsShown: true }
    expect(present(shown, { seed: 3, index: 0, separator: ' ' })).toEqual({
      text: shown.question,
      gold: { type: 'choice', value: 'A', options },
    })
  })
})

describe('comparison', () => {
  const evalOf = (right: string[], ids = ['a', 'b', 'c', 'd']) =>
    evaluate({
      ...base,
      sampler: scripted((prompt) => `<ans> ${right.some((id) => prompt.includes(`is ${id}?`)) ? 1 : 0}<eos>`),
      tokenizer,
      set: { name: 's', questions: ids.map((id) => question(id, '1')) },
    })

  it('pairs by question', async () => {
    const difference = compareEvals(await evalOf(['b', 'd']), await evalOf(['a', 'b', 'c', 'd']))
    expect(difference.mean).toBe(0.5)
    expect(difference.standardError).toBeCloseTo(Math.sqrt(1 / 12), 12)
  })

  it('refuses different questions', async () => {
    const [four, three] = [await evalOf([]), await evalOf([], ['a', 'b', 'c'])]
    expect(() => compareEvals(four, three)).toThrow(/different questions: d is in one only/)
    expect(() => compareEvals(three, four)).toThrow(/different questions/)
  })

  it('averages sets without weights', () => {
    const sets = [
      { accuracy: 0.2, standardError: 0.03 },
      { accuracy: 0.6, standardError: 0.04 },
    ]
    const { mean, standardError } = meanOverSets(sets)
    expect(mean).toBeCloseTo(0.4, 12)
    expect(standardError).toBeCloseTo(0.025, 12)
  })
})

describe('Challenger', () => {
  const task = (text: string, gold: string, format: Task['format'] = 'free-form'): Task => ({
    format,
    answerType: format === 'mcq' ? 'choice' : 'integer',
    question: text,
    options: format === 'mcq' ? ['5', '6'] : [],
    gold,
    quotes: [],
  })
  const tasks = [task('1+1?', '2'), task('2+2?', '5'), task('1+1? ', '2'), task('3+3? A) 5 B) 6', 'B', 'mcq')]

  it('is described, with the truth of what the oracle can judge', () => {
    const report = challengerReport(tasks, ({ answerType, gold }) =>
      answerType === 'choice' ? null : gold === '2',
    )
    expect(report).toMatchObject({ tasks: 4, distinctShare: 0.75, mcqShare: 0.25, judgedShare: 0.75 })
    expect(report.typeShares).toEqual({ integer: 0.75, choice: 0.25 })
    expect(report.truth?.mean).toBeCloseTo(2 / 3, 12)
    expect(challengerReport(tasks).truth).toBeNull()
  })

  it('poses tasks whose pass rate is measured as they stand', async () => {
    const prompts: string[] = []
    const sampler = scripted((prompt, index) => {
      prompts.push(prompt)
      return prompt.includes('A)') ? '<ans> 6<eos>' : index % 2 === 0 ? '<ans> 2<eos>' : '<ans> 3<eos>'
    })
    const { templates, maxTokens, seed } = base
    const result = await passRateOnTasks({ sampler, tokenizer }, tasks, 2, { templates, maxTokens, seed })
    expect(result.questions.map(({ correct }) => correct)).toEqual([1, 0, 1, 2])
    expect(result.accuracy).toBe(0.5)
    expect(result.temperature).toBe(1)
    expect(prompts).toContain('<q> 3+3? A) 5 B) 6<a>')
  })
})
