import { describe, expect, it } from 'vitest'
import { cost, loadConfig } from '../../config/index.js'
import { runFolder } from '../../runs/index.js'
import { keepSecret } from '../../secrets.js'
import { capture } from '../fixtures/capture.js'
import { costLines } from './cost.js'
import { TrainPresenter } from './train.js'

const TEMPLATES = { selector: 300, challenger: 700, reasoner: 60, auditor: 90 }
const linesOf = (set: string[] = [], templates: typeof TEMPLATES | null = TEMPLATES) => {
  const config = loadConfig({ preset: 'paper', set })
  return costLines(cost(config, templates), config)
}

describe('costLines', () => {
  it('say what the paper preset comes to', () => {
    expect(linesOf()).toEqual([
      'an iteration, at most: 9,344 samples, 5.9M prompt tokens, 37.8M generated, 39.0M trained, 2,880 requests',
      '  format selection: 128 for 128 prompts, 0.8M prompt and 65,536 generated tokens',
      '  challenges: 1,024 for 128 prompts, 0.9M prompt and 4.2M generated tokens',
      '  answers: 8,192 for 1,024 prompts, 4.3M prompt and 33.6M generated tokens',
      '  training: 19.5M tokens forward, 19.5M forward and backward, 16 optimizer steps',
      '  if no attempt were ever valid, up to 130,048 more: 108.8M prompt and 532.7M generated tokens',
      '640 iterations, at most: 5,980,160 samples, 3.79B prompt tokens, 24.20B generated, 24.96B trained, 1,843,200 requests',
    ])
  })

  it('name a price only where there is one, and what was not measured', () => {
    const prices = [
      'engine.prices.prefill=0.1',
      'engine.prices.sample=0.5',
      'engine.prices.train=1',
      'iterations=2',
    ]
    const lines = linesOf(prices)
    expect(lines[0]).toMatch(/requests, 58\.49 in engine\.prices' currency$/)
    expect(lines.at(-1)).toMatch(/^2 iterations, at most: .*, 116\.99 in engine\.prices' currency$/)
    expect(linesOf([], null).at(-1)).toMatch(/tokenizer of bundled is not on this machine yet/)
  })

  it('set apart what another endpoint samples', () => {
    const endpoint = '{baseUrl: "http://127.0.0.1:1/v1", model: big}'
    const lines = linesOf(['challenger.policy=fixed', `challenger.endpoint=${endpoint}`])
    expect(lines.filter((line) => line.endsWith('by another endpoint, not counted above'))).toHaveLength(2)
  })
})

it('a run shows what a server says, and its download once, without a key', () => {
  keepSecret('tml-aKeyThatAServerQuotes')
  const { output, written } = capture()
  const presenter = new TrainPresenter(output, runFolder('nowhere'))
  const progress = { files: 4, filesDone: 0, bytes: 3 * 2 ** 20, bytesPerSecond: 0, secondsLeft: undefined }
  presenter.hear({
    type: 'downloading',
    model: 'hf:a/b',
    progress: { ...progress, phase: 'downloading', bytesDone: 2 ** 20 },
  })
  presenter.hear({
    type: 'downloading',
    model: 'hf:a/b',
    progress: { ...progress, phase: 'downloading', bytesDone: 2 ** 21 },
  })
  presenter.hear({
    type: 'downloading',
    model: 'hf:a/b',
    progress: { ...progress, phase: 'done', bytesDone: 3 * 2 ** 20 },
  })
  presenter.hear({ type: 'notice', message: 'no credit left for tml-aKeyThatAServerQuotes\u001b[2J' })
  expect(written.stdout).toBe('Downloading 2.0 MiB of hf:a/b\nnotice: no credit left for ***\\u{1b}[2J\n')
})
