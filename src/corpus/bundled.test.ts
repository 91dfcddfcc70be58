import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { PRESETS } from '../config/index.js'
import { bundledModelPath } from '../runs/index.js'
import { loadTokenizer } from '../tokenizer/index.js'
import { bundledCorpusPath } from './bundled.js'
import { openCorpus } from './open-corpus.js'

it('the bundled corpus is sought in the assets beside package.json', () => {
  const root = resolve(bundledCorpusPath(), '../../..')
  expect(existsSync(resolve(root, 'package.json'))).toBe(true)
  expect(relative(root, bundledCorpusPath()).split(/[\\/]/)).toEqual([
    'assets',
    'corpus',
    'micro-world.jsonl',
  ])
})

it('the bundled corpus gives the same documents and samples at the budget of the quickstart, always', async () => {
  const corpus = await openCorpus({
    paths: 'bundled',
    documentTokens: PRESETS.quickstart.corpus?.maxDocumentTokens ?? 0,
    tokenizer: await loadTokenizer(bundledModelPath()),
  })
  expect(corpus.size).toBe(3200)
  expect(corpus.hash).toBe('966c8aac686ca3c1fb620609d6e8cee256c8bad387bcd5a45f55069c19912960')
  expect([0, 1, 3199].map((index) => corpus.document(index).id)).toEqual([
    'ec5ba085c44820bf',
    '008b80b6c1fdbf34',
    '4a1543bcb92305d7',
  ])
  expect(corpus.sample(4, { seed: 7, iteration: 3 }).map(({ id }) => id)).toEqual([
    'aa97dde5b53bc35f',
    '2bd8f79024662cc9',
    'd134fc980e4d7a33',
    'ce0c06659b05a9bd',
  ])
})
