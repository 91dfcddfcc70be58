import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.js'
import { SpiceError } from '../errors.js'
import { requireContext } from './require-context.js'

const TEMPLATES = { selector: 300, challenger: 700, reasoner: 60, auditor: 90 }
const SET = ['corpus.maxDocumentTokens=1000', 'maxChallengeTokens=400', 'maxAnswerTokens=2000']

function refusal(contextTokens: number, ...set: string[]): SpiceError | undefined {
  try {
    requireContext(loadConfig({ preset: 'paper', set: [...SET, ...set] }), TEMPLATES, contextTokens)
    return undefined
  } catch (error) {
    if (!(error instanceof SpiceError)) throw error
    return error
  }
}

describe('requireContext', () => {
  it('takes what fits to the token', () => {
    // 700 + 1000 + 400; 300 + 1000 + 512; 60 + 2000
    expect(refusal(2100)).toBeUndefined()
    expect(refusal(2099)?.message).toBe(
      "a challenge may take 2100 tokens, and the model's context is 2099: 700 of the prompt, 1000 of a document (corpus.maxDocumentTokens), 400 to write (maxChallengeTokens)",
    )
    expect(refusal(2099)?.hint).toContain('corpus.maxDocumentTokens=999 or less')
    expect(refusal(2059, 'corpus.maxDocumentTokens=10')?.message).toMatch(/^an answer may take 2060 tokens/)
    expect(refusal(2100, 'maxSelectorTokens=801')?.message).toMatch(/^a selection may take 2101 tokens/)
  })

  it('leaves out what the model is not asked', () => {
    const endpoint = 'challenger.endpoint={baseUrl: "http://127.0.0.1:1/v1", model: big}'
    expect(refusal(2060, 'challenger.policy=fixed', endpoint)).toBeUndefined()
    expect(refusal(2060, 'grounding=none', 'maxSelectorTokens=800', 'formats=mcq')).toBeUndefined()
    expect(refusal(2100, 'maxSelectorTokens=801', 'formats=both')).toBeUndefined()
  })

  it('offers no document length where none would help', () => {
    expect(refusal(1100)?.hint).toBe('Lower maxChallengeTokens, or use a model with a longer context.')
  })
})
