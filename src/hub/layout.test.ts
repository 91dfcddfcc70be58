import { describe, expect, it } from 'vitest'
import { cardConfigs } from './card.js'
import { chooseFiles, missingShards } from './choose-files.js'
import { pathMatcher } from './glob.js'
import type { HubDataset } from './hub-name.js'
import { convertedLayout, ownLayout } from './layout.js'
import type { HubEntry } from './listing.js'

const entries = (...paths: string[]): HubEntry[] =>
  paths.map((path) => ({ path, bytes: 1, blobId: '0'.repeat(40), sha256: undefined, xetHash: undefined }))

function chosen(
  paths: readonly string[],
  wanted: Omit<HubDataset, 'repository'> = {},
  readme = '',
): string[] {
  const card = cardConfigs(readme)
  if ('broken' in card) throw new Error(card.broken)
  const layout = ownLayout(entries(...paths), card)
  if (!layout) throw new Error('nothing to read')
  return chooseFiles({ repository: 'o/n', ...wanted }, layout).entries.map(({ path }) => path)
}

describe('patterns of a card', () => {
  it.each([
    ['data/train-*', 'data/train-00000-of-00001.parquet', true],
    ['data/train-*', 'data/more/train-1.parquet', false],
    ['**', 'a/b/c.jsonl', true],
    ['**/*.jsonl', 'c.jsonl', true],
    ['**/*.jsonl', 'a/b/c.jsonl', true],
    ['en/**', 'fr/a.csv', false],
    ['./a.csv', 'a.csv', true],
    ['part-[0-9][0-9].csv', 'part-07.csv', true],
    ['part-[!0-9].csv', 'part-7.csv', false],
    ['part-[!0-9].csv', 'part-x.csv', true],
    ['a?c.csv', 'abc.csv', true],
    ['a[.csv', 'a[.csv', true],
    ['**', '.hidden/a.csv', false],
    ['.hidden/*', '.hidden/a.csv', true],
    ['**', '__pycache__/a.csv', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-b-b-cd', false],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(pathMatcher(pattern)(path)).toBe(expected)
  })

  it('take no time that grows out of hand', () => {
    const start = performance.now()
    expect(pathMatcher('*a'.repeat(400))('a'.repeat(255))).toBe(false)
    expect(pathMatcher('**/'.repeat(300))('a/'.repeat(300) + 'b')).toBe(false)
    expect(performance.now() - start).toBeLessThan(2000)
  })
})

describe('files by their names', () => {
  it('takes shards of a split in data/', () => {
    const paths = [
      'data/train-00000-of-00002.parquet',
      'data/train-00001-of-00002.parquet',
      'data/test-00000-of-00001.parquet',
    ]
    expect(chosen(paths)).toEqual(paths.slice(0, 2))
    expect(chosen(paths, { split: 'test' })).toEqual(paths.slice(2))
    expect(chosen(paths, { split: 'test+train' })).toEqual([paths[2], paths[0], paths[1]])
    expect(chosen(paths, { split: 'all' })).toHaveLength(3)
  })

  it('takes folders, then files, named after splits, then everything', () => {
    expect(chosen(['train/a.jsonl', 'dev/b.jsonl', 'c.jsonl'], { split: 'validation' })).toEqual([
      'dev/b.jsonl',
    ])
    expect(chosen(['my-train.jsonl', 'my_test_1.jsonl'])).toEqual(['my-train.jsonl'])
    expect(chosen(['trained.jsonl', 'b.jsonl'])).toEqual(['trained.jsonl', 'b.jsonl'])
  })

  it('leaves out what is about the repository, and text beside rows', () => {
    const paths = [
      '.gitattributes',
      'LICENSE.txt',
      'README.md',
      'a.jsonl.gz',
      'dataset_infos.json',
      'notes.txt',
      'run.py',
    ]
    expect(chosen(paths)).toEqual(['a.jsonl.gz'])
    expect(chosen(['README.md', 'a.md', 'b.md'])).toEqual(['a.md', 'b.md'])
    expect(ownLayout(entries('README.md', 'load.py', 'data.zip'), [])).toBeUndefined()
  })

  it('lists the splits where none is meant', () => {
    expect(() => chosen(['validation.csv', 'test.csv'])).toThrow(
      /several splits: (?:test, validation|validation, test)/,
    )
    expect(() => chosen(['train.csv'], { split: 'dev' })).toThrow(/no split dev/)
  })
})

const README = `---
license: mit
configs:
- config_name: en
  data_files:
  - split: train
    path: en/train-*.jsonl
  - split: extra
    path: [en/a.csv, "en/b*.csv"]
- config_name: fr
  data_files: fr/*.jsonl
- config_name: de
  data_dir: de
---
# A dataset
`
const FILES = ['de/test.jsonl', 'en/a.csv', 'en/b1.csv', 'en/train-1.jsonl', 'fr/x.jsonl']

describe('files by the card', () => {
  it('follows the patterns of the configuration', () => {
    expect(chosen(FILES, { config: 'en' }, README)).toEqual(['en/train-1.jsonl'])
    expect(chosen(FILES, { config: 'en', split: 'extra' }, README)).toEqual(['en/a.csv', 'en/b1.csv'])
    expect(chosen(FILES, { config: 'fr' }, README)).toEqual(['fr/x.jsonl'])
    expect(chosen(FILES, { config: 'de' }, README)).toEqual(['de/test.jsonl'])
  })

  it('lists the configurations and their splits where none is meant', () => {
    expect(() => chosen(FILES, {}, README)).toThrow(
      /3 configurations and no default: en \(train, extra\), fr \(train\), de \(test\)/,
    )
    expect(() => chosen(FILES, { config: 'es' }, README)).toThrow(/no configuration es/)
  })

  it('takes the default', () => {
    const readme = README.replace('config_name: fr', 'config_name: fr\n  default: true')
    expect(chosen(FILES, {}, readme)).toEqual(['fr/x.jsonl'])
  })

  it('understands cards of strangers, or says that it does not', () => {
    expect(cardConfigs('# no head')).toEqual([])
    expect(cardConfigs('---\r\nlicense: mit\r\n---\r\n')).toEqual([])
    expect(cardConfigs('---\na: [\n---\n')).toHaveProperty('broken')
    expect(cardConfigs('---\nconfigs: 3\n---\n')).toHaveProperty('broken')
    expect(cardConfigs('---\nconfigs:\n- data_files: 3\n---\n')).toHaveProperty('broken')
    expect(cardConfigs('---\nconfigs:\n- config_name: a\n  data_files: [{split: 3}]\n---\n')).toHaveProperty(
      'broken',
    )
    const bomb = `---\na: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${`*${'abcdefghi'[i]},`.repeat(9)}]`).join('\n')}\nconfigs: *j\n---\n`
    expect(cardConfigs(bomb)).toHaveProperty('broken')
  })
})

describe("the hub's conversion", () => {
  it('is read by its folders, and a part of it is said to be one', () => {
    const layout = convertedLayout(
      entries(
        'en/train/0000.parquet',
        'en/train/0001.parquet',
        'en/partial-test/0000.parquet',
        'fr/old-train.parquet',
        'README.md',
      ),
    )
    const en = chooseFiles({ repository: 'o/n', config: 'en', split: 'test' }, layout)
    expect(en.entries.map(({ path }) => path)).toEqual(['en/partial-test/0000.parquet'])
    expect(en.why.join()).toMatch(/split test is only the beginning/)
    expect(chooseFiles({ repository: 'o/n', config: 'fr' }, layout).entries[0]?.path).toBe(
      'fr/old-train.parquet',
    )
    expect(() => chooseFiles({ repository: 'o/n' }, layout)).toThrow(/2 configurations/)
  })
})

it('sees that a shard is missing', () => {
  expect(missingShards(entries('a-00000-of-00002.jsonl', 'b-00000-of-00001.jsonl'))).toEqual([
    'a-00000-of-00002.jsonl is one of 2, of which 1 are there',
  ])
})
