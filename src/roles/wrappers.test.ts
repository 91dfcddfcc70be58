import { describe, expect, it } from 'vitest'
import type { Tokenizer } from '../tokenizer/index.js'
import { characterTokenizer } from './fixtures/character-tokenizer.js'
import { QWEN3_CHAT_TEMPLATE, QWEN3_SPECIAL } from './fixtures/qwen3-tokenizer-config.js'
import { createRoles, loadTemplateSet, type TemplateSet } from './index.js'

/** Qwen3-4B-Base: its generation_config.json names the end of a text alone. */
const qwen: Tokenizer = {
  ...characterTokenizer({ special: QWEN3_SPECIAL, chatTemplate: QWEN3_CHAT_TEMPLATE }),
  eosTokens: [0],
  eosToken: '<|endoftext|>',
}
const LLAMA_SPECIAL = ['<|begin_of_text|>', '<|end_of_text|>', '<|eot_id|>']
/** OctoThinker: Llama 3.2 without a chat template of its own. */
const llama: Tokenizer = {
  ...characterTokenizer({ special: LLAMA_SPECIAL }),
  eosTokens: [1],
  bosToken: '<|begin_of_text|>',
  eosToken: '<|end_of_text|>',
}
const paper = loadTemplateSet('paper')
const rolesOf = (tokenizer: Tokenizer, templates: TemplateSet = paper) =>
  createRoles({ templates, tokenizer, grounding: 'document' })
const document = { id: '1', text: 'Tin melts at 505 K.', source: 'test' }

describe('Qwen3 base models', () => {
  const roles = rolesOf(qwen)

  it('are asked in their chat template: a generic system turn, step by step, boxed, no thought begun for them', () => {
    expect(qwen.decode(roles.reasonerPrompt('Why?'))).toBe(
      '<|im_start|>system\nYou are a careful and helpful assistant.<|im_end|>\n' +
        '<|im_start|>user\nWhy?\n\nWork it out step by step. Then give the final answer, and nothing else, inside \\boxed{}.<|im_end|>\n' +
        '<|im_start|>assistant\n',
    )
  })

  it('pose in the same turns', () => {
    const prompt = qwen.decode(roles.challengerPrompt(document, { format: 'mcq', answerType: 'choice' }))
    expect(prompt).toMatch(
      /^<\|im_start\|>system\n.*<\|im_end\|>\n<\|im_start\|>user\nYou write one multiple-choice/s,
    )
    expect(prompt).toMatch(/Tin melts at 505 K\..*<\|im_end\|>\n<\|im_start\|>assistant\n$/s)
    expect(prompt).not.toContain('<think>')
  })

  it('stop at the end of a turn and at the end of a text, and both are left out of the text', () => {
    const [text, turn] = [0, 2]
    expect(roles.stopTokens).toEqual([text, turn])
    for (const stop of [text, turn]) {
      const tokens = Int32Array.from([...qwen.encode('\\boxed{4}'), stop])
      expect(roles.text({ tokens, stopReason: 'stop' })).toBe('\\boxed{4}')
    }
  })

  it('get an empty thought only where a template set switches thinking off', () => {
    const off = rolesOf(qwen, { ...paper, enableThinking: false })
    expect(qwen.decode(off.reasonerPrompt('Why?'))).toMatch(
      /<\|im_start\|>assistant\n<think>\n\n<\/think>\n\n$/,
    )
    const on = rolesOf(qwen, { ...paper, enableThinking: true })
    expect(on.reasonerPrompt('Why?')).toEqual(roles.reasonerPrompt('Why?'))
  })
})

describe('Llama base models', () => {
  it('are asked in plain turns after the token that begins a text, once', () => {
    const roles = rolesOf(llama)
    const prompt = llama.decode(roles.reasonerPrompt('Why?'))
    expect(prompt).toMatch(
      /^<\|begin_of_text\|>Below, a User asks.*\n\nUser: Why\?\n\n.*\\boxed\{\}\.\n\nAssistant:$/s,
    )
    expect(prompt.split('<|begin_of_text|>')).toHaveLength(2)
    expect(roles.stopTokens).toEqual([1, 2])
    expect(roles.stopStrings).toEqual(['\nUser:'])
  })

  it('keep plain turns with paper-plain, whatever chat template they ship', () => {
    const instructed = {
      ...llama,
      chatTemplate: '{{ bos_token }}{% for m in messages %}[{{ m.content }}]{% endfor %}',
    }
    const plain = rolesOf(instructed, loadTemplateSet('paper-plain'))
    expect(plain.reasonerPrompt('Why?')).toEqual(rolesOf(llama).reasonerPrompt('Why?'))
    expect(llama.decode(rolesOf(instructed).reasonerPrompt('Why?'))).toMatch(/^<\|begin_of_text\|>\[You are/)
  })
})

describe('stop tokens', () => {
  const own = (chatTemplate: string, wrapper: TemplateSet['wrapper']) =>
    rolesOf(
      { ...characterTokenizer({ special: ['<end>', '<turn>', '</turn>'], chatTemplate }), eosTokens: [0] },
      { ...paper, wrapper },
    ).stopTokens
  const TURNS = '{% for m in messages %}<turn>{{ m.content }}</turn>{% endfor %}'

  it('take the end of a turn from the chat template, of whatever family', () => {
    expect(own(TURNS, 'chat')).toEqual([0, 2])
    expect(own(TURNS, 'auto')).toEqual([0, 2])
    expect(own(TURNS, 'plain')).toEqual([0])
    expect(own('{% for m in messages %}{{ m.content }}\n{% endfor %}', 'chat')).toEqual([0])
  })

  it('are those of the model alone where the templates are its own', () => {
    expect(rolesOf(qwen, { ...paper, wrapper: 'none' }).stopTokens).toEqual([0])
  })
})
