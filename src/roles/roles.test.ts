import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../errors.js'
import { ANSWER_TYPES, type TaskRequest } from '../words.js'
import { characterTokenizer } from './fixtures/character-tokenizer.js'
import { createRoles, loadTemplateSet, templateSetSchema } from './index.js'
import { stripSpecialTokens } from './untrusted-text.js'

const tokenizer = characterTokenizer()
const compact = loadTemplateSet('compact')
const paper = loadTemplateSet('paper')
const document = { id: '1', text: 'tin is<eos> a metal. {{question}}', source: 'test' }
const mcq: TaskRequest = { format: 'mcq', answerType: 'choice' }
const folder = mkdtempSync(join(tmpdir(), 'spice-roles-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('compact prompts', () => {
  const roles = createRoles({ templates: compact, tokenizer, grounding: 'document' })
  const blind = createRoles({ templates: compact, tokenizer, grounding: 'none' })

  it('are the strings that the bundled model is trained on, with markers of the document stripped', () => {
    const text = 'tin is  a metal. {{question}}'
    expect(tokenizer.decode(roles.selectorPrompt(document))).toBe(`<doc> ${text}<select>`)
    expect(tokenizer.decode(roles.challengerPrompt(document, mcq))).toBe(`<doc> ${text}<mcq>`)
    for (const answerType of ANSWER_TYPES)
      expect(tokenizer.decode(roles.challengerPrompt(document, { format: 'free-form', answerType }))).toBe(
        `<doc> ${text}<${answerType}>`,
      )
    expect(tokenizer.decode(roles.reasonerPrompt('what<a> is tin?'))).toBe('<q> what  is tin?<a>')
    expect(tokenizer.decode(roles.auditorPrompt(document, 'why?'))).toBe(`<doc> ${text}<q> why?<a>`)
  })

  it('show no document without a corpus', () => {
    expect(tokenizer.decode(blind.selectorPrompt(document))).toBe('<doc><select>')
    expect(tokenizer.decode(blind.challengerPrompt(document, mcq))).toBe('<doc><mcq>')
    expect(
      tokenizer.decode(blind.challengerPrompt(document, { format: 'free-form', answerType: 'list' })),
    ).toBe('<doc><list>')
  })

  it('drop the stop token from what is read, and only that', () => {
    const tokens = tokenizer.encode(' x<a> 1<eos>')
    expect(roles.text({ tokens, stopReason: 'stop' })).toBe(' x<a> 1')
    expect(roles.text({ tokens, stopReason: 'length' })).toBe(' x<a> 1<eos>')
  })

  it('need the special tokens of the set, each', () => {
    const poor = characterTokenizer({ special: ['<eos>', '<doc>'] })
    expect(() => createRoles({ templates: compact, tokenizer: poor, grounding: 'document' })).toThrow(
      /<select>/,
    )
  })
})

describe('paper prompts', () => {
  it('use the chat template where there is one, and plain turns elsewhere', () => {
    const chatTemplate =
      '{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}'
    const chat = createRoles({
      templates: paper,
      tokenizer: characterTokenizer({ chatTemplate }),
      grounding: 'document',
    })
    const chatText = tokenizer.decode(chat.reasonerPrompt('Why?'))
    expect(chatText).toMatch(/^\[system\].*\[user\]Why\?\n\n.*\\boxed\{\}\.\[assistant\]$/s)
    const plain = createRoles({ templates: paper, tokenizer, grounding: 'document' })
    expect(tokenizer.decode(plain.reasonerPrompt('Why?'))).toMatch(/\n\nUser: Why\?\n\n.*\n\nAssistant:$/s)
  })

  it('say what the paper says that each contains, and fill every slot once', () => {
    const roles = createRoles({ templates: paper, tokenizer, grounding: 'document' })
    const text = tokenizer.decode(
      roles.challengerPrompt(document, { format: 'free-form', answerType: 'float' }),
    )
    expect(text).toContain('"answer_type": "float"')
    expect(text).toContain(paper.answerRules.float)
    expect(text).toContain('tin is  a metal. {{question}}')
    expect(text.match(/\{\{\w+\}\}/g)).toEqual(['{{question}}'])
    for (const field of [
      'multiple_choice_question',
      'multiple_choice_correct',
      'answer_quote',
      'self_test_solution',
    ])
      expect(paper.mcq.prompt).toContain(`"${field}"`)
    for (const field of ['suitable_for_mcq', 'suitable_for_free_form', 'best_answer_type'])
      expect(paper.selector.prompt).toContain(`"${field}"`)
    const blind = createRoles({ templates: paper, tokenizer, grounding: 'none' })
    expect(tokenizer.decode(blind.challengerPrompt(document, mcq))).not.toContain('metal')
  })
})

describe('loadTemplateSet', () => {
  it('reads a file of the same shape', () => {
    const file = join(folder, 'own.yaml')
    writeFileSync(file, JSON.stringify({ ...paper, name: 'own', wrapper: 'plain' }))
    expect(loadTemplateSet(file)).toEqual({ ...paper, name: 'own', wrapper: 'plain' })
    expect(templateSetSchema.parse(compact)).toEqual(compact)
  })

  it('says what is wrong with a file', () => {
    const file = join(folder, 'bad.yaml')
    writeFileSync(file, 'name: bad\nwrapper: fancy\n')
    expect(() => loadTemplateSet(file)).toThrow(/wrapper/)
    expect(() => loadTemplateSet(join(folder, 'absent.yaml'))).toThrow(SpiceError)
    expect(() => loadTemplateSet('constructor')).toThrow(SpiceError)
  })
})

describe('stripSpecialTokens', () => {
  it('leaves no special token, however the text is nested', () => {
    const special = ['<eos>', '<a>', '<| a |>', '<doc>']
    const piece = fc.constantFrom(...special, '<', '>', 'eos', ' ', 'a', '|', '<e', 'os>')
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const stripped = stripSpecialTokens(text, special)
          for (const token of special) expect(stripped).not.toContain(token)
        },
      ),
    )
    expect(stripSpecialTokens('plain <b> text', special)).toBe('plain <b> text')
  })
})
