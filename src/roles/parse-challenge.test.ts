import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TaskRequest } from '../words.js'
import { lastObject, parseLooseJson } from './last-object.js'
import { parseChallenge } from './parse-challenge.js'
import { FORMAT_REASONS } from './reasons.js'
import { compact } from './templates/compact.js'
import { paper } from './templates/paper.js'

const mcq: TaskRequest = { format: 'mcq', answerType: 'choice' }
const typed = (
  answerType: 'integer' | 'float' | 'expression' | 'string' | 'boolean' | 'list',
): TaskRequest => ({
  format: 'free-form',
  answerType,
})

function read(text: string, request: TaskRequest, set = compact, stopReason: 'stop' | 'length' = 'stop') {
  const { reads } = request.format === 'mcq' ? set.mcq : set.freeForm
  const parsed = parseChallenge({ text, stopReason }, request, reads, set.specialTokens)
  return parsed.valid ? parsed.task : parsed.reason
}

const backslash = String.fromCharCode(92)

describe('compact challenges', () => {
  it('reads question and typed gold', () => {
    expect(read(' what is 89-67?<a> 22', typed('integer'))).toEqual({
      format: 'free-form',
      answerType: 'integer',
      question: 'what is 89-67?',
      options: [],
      gold: '22',
      quotes: [],
    })
  })

  it('reads options and letter, and leaves the options in what the Reasoner sees', () => {
    const task = read(' which is a metal? A) tin B) neon C) argon D) xenon<a> A', mcq)
    expect(task).toMatchObject({
      question: 'which is a metal? A) tin B) neon C) argon D) xenon',
      options: ['tin', 'neon', 'argon', 'xenon'],
      gold: 'A',
    })
  })

  it.each([
    ['which? A) tin B) neon C) argon D) xenon<a> neon', 'B'],
    ['which? A) tin B) neon C) argon D) xenon<a> C', 'C'],
    ['symbol? A) lu B) c C) y D) b<a> c', 'B'],
    ['symbol? A) lu B) c C) y D) b<a> C', 'C'],
  ])('reads a key that is a letter or the text of an option: %s', (text, gold) => {
    expect(read(text, mcq)).toMatchObject({ gold })
  })

  it.each([
    ['no marker at all', typed('integer'), 'no-answer-marker'],
    ['<a>', typed('integer'), 'abstained'],
    ['<a> 22', typed('integer'), 'empty-question'],
    ['what is it?<a>', typed('integer'), 'empty-answer'],
    ['what is it?<a> 2<a> 3', typed('integer'), 'repeated-marker'],
    ['what <doc> is it?<a> 2', typed('integer'), 'repeated-marker'],
    ['what is it?<a> tin', typed('integer'), 'gold-not-of-type'],
    ['which? A) tin B) neon C) argon<a> A', mcq, 'option-count'],
    ['which? A) tin B) neon C) D) argon<a> A', mcq, 'option-count'],
    ['which? A) tin B) neon C) argon D) xenon E) gold<a> A', mcq, 'option-count'],
    ['which? A) tin B) neon C) Tin. D) xenon<a> A', mcq, 'duplicate-options'],
    ['which? A) tin B) neon C) argon D) xenon<a> E', mcq, 'bad-letter'],
    ['which? A) tin B) neon C) argon D) xenon<a> lead', mcq, 'bad-letter'],
    [`what is ${'x'.repeat(20_001)}?<a> 3`, typed('integer'), 'too-long'],
  ])('refuses %j', (text, request, reason) => {
    expect(read(text, request)).toBe(reason)
  })

  it('refuses what ran out of tokens, complete as it may look', () => {
    expect(read(' what is 1+1?<a> 2', typed('integer'), compact, 'length')).toBe('truncated')
  })
})

describe('paper challenges', () => {
  const object = (fields: object) =>
    `Let me think {about} this.\n\`\`\`json\n${JSON.stringify(fields)}\n\`\`\`\nDone.`
  const good = {
    question: 'How many?',
    answer: 12,
    answer_type: 'Integer',
    relevant_quotes: ['twelve', 3, ''],
  }

  it('takes the last balanced object out of prose and fences', () => {
    expect(read(`{"question": "first"} ${object(good)}`, typed('integer'), paper)).toMatchObject({
      question: 'How many?',
      gold: '12',
      quotes: ['twelve'],
    })
  })

  it('keeps single backslashes of LaTeX, line breaks and commas before brackets', () => {
    const b = backslash
    const text = `{"question": "Simplify $${b}frac{6}{4} ${b}times x$ for ${b}theta ${b}(x${b})\n${b}nNow?", "answer": "3x/2", "answer_type": "expression",}`
    expect(read(text, typed('expression'), paper)).toMatchObject({
      question: `Simplify $${b}frac{6}{4} ${b}times x$ for ${b}theta ${b}(x${b})\n\nNow?`,
      gold: '3x/2',
    })
  })

  it('reads options on lines of their own', () => {
    const question = 'Which one?\n(A) one way\n(B) a second way\n(C) a third\n(D) none'
    const fields = {
      multiple_choice_question: question,
      multiple_choice_correct: 'b) a second way',
      answer_quote: [],
    }
    expect(read(object(fields), mcq, paper)).toMatchObject({
      options: ['one way', 'a second way', 'a third', 'none'],
      gold: 'B',
    })
  })

  it.each([
    ['A) O B) AB C) A D) B', 'A', 'A'],
    ['A) O B) AB C) A D) B', '(b)', 'B'],
    ['A) O B) AB C) A D) B', 'AB', 'B'],
    ['A) O B) AB C) A D) B', 'O', 'A'],
    ['A) C. elegans B) E. coli C) yeast D) maize', 'C. elegans', 'A'],
    ['A) e B) f C) g D) h', 'e', 'A'],
  ])('takes the field for the letter before it takes it for a text: %s, key %s', (options, key, gold) => {
    const fields = { multiple_choice_question: `Which?\n${options}`, multiple_choice_correct: key }
    expect(read(object({ ...fields, answer_quote: [] }), mcq, paper)).toMatchObject({ gold })
  })

  it.each([
    [{ ...good, question: '', answer: '' }, 'abstained'],
    [{ question: 'How many?', answer_type: 'integer' }, 'missing-field'],
    [{ question: 'How many?', answer: 3 }, 'missing-field'],
    [{ ...good, answer: { value: 3 } }, 'wrong-field-type'],
    [{ ...good, answer: null }, 'wrong-field-type'],
    [{ ...good, answer_type: 'Float' }, 'wrong-answer-type'],
    [{ ...good, answer: 'a dozen' }, 'gold-not-of-type'],
  ])('refuses %j', (fields, reason) => {
    expect(read(object(fields), typed('integer'), paper)).toBe(reason)
  })

  it('tells a missing object from a cut one and from a broken one', () => {
    expect(read('I found nothing.', mcq, paper)).toBe('no-object')
    expect(read('{"question": "How', mcq, paper, 'length')).toBe('truncated')
    expect(read('{question: 1}', mcq, paper)).toBe('bad-json')
    // Thinking that runs on after a complete object does no harm.
    expect(read(object(good), typed('integer'), paper, 'length')).toMatchObject({ gold: '12' })
  })
})

describe('any text', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '"',
    backslash,
    'A) ',
    'B) ',
    '<a>',
    ':',
    ',',
    '[',
    ']',
    'u12',
    'x',
    '\n',
    '"question"',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 200 }).map((p) => p.join('')),
  )

  it('gives a task or one of the reasons, never an exception', () => {
    const reasons: readonly string[] = FORMAT_REASONS
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom(mcq, typed('list'), typed('float')),
        fc.boolean(),
        (text, request, full) => {
          const result = read(text, request, full ? paper : compact)
          expect(typeof result === 'object' || reasons.includes(result)).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    '{',
    '{"',
    '}',
    '{}',
    `{"${backslash}`,
    '{"a":',
    'A) ',
  ])('is read in bounded time: %j without end', (unit) => {
    const text = unit.repeat(200_000)
    const start = performance.now()
    read(text, mcq, paper)
    read(text, mcq, compact)
    expect(performance.now() - start).toBeLessThan(3000)
  })

  it('parses what is already JSON to what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.boolean())), (value) => {
        // \b and \f are always read as the start of LaTeX commands, as is \t before "ext" and the like.
        const text = JSON.stringify(value)
        fc.pre(!text.includes(backslash) && !('__proto__' in Object.assign(Object.create(null), value)))
        expect(parseLooseJson(text)).toEqual(JSON.parse(text))
        expect(lastObject(`so: ${text} .`)).toBe(text)
      }),
    )
  })
})
