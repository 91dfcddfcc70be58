import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { bundledCorpusPath } from './bundled.js'

it('the bundled corpus is sought in the assets beside package.json', () => {
  const root = resolve(bundledCorpusPath(), '../../..')
  expect(existsSync(resolve(root, 'package.json'))).toBe(true)
  expect(relative(root, bundledCorpusPath()).split(/[\\/]/)).toEqual([
    'assets',
    'corpus',
    'micro-world.jsonl',
  ])
})
