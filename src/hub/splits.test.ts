import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { pathMatcher } from './glob.js'
import { ownLayout } from './layout.js'

interface Case {
  readonly paths: readonly string[]
  readonly splits: Readonly<Record<string, readonly string[]>> | null
  readonly matches: Readonly<Record<string, readonly string[]>>
}

/** Written by scripts/hub-splits.py, from the `datasets` library. */
const { cases } = JSON.parse(readFileSync(new URL('./fixtures/splits.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[]
}

it('takes the files for the splits that the datasets library takes them for', () => {
  expect(cases.length).toBeGreaterThan(100)
  for (const { paths, splits } of cases) {
    const entries = paths.map((path) => ({
      path,
      bytes: 1,
      blobId: '',
      sha256: undefined,
      xetHash: undefined,
    }))
    const found = ownLayout(entries, [])?.configs[0]?.splits()
    const ours =
      found && Object.fromEntries([...found].map(([split, files]) => [split, files.map(({ path }) => path)]))
    expect(ours ?? null, paths.join(' ')).toEqual(splits)
  }
})

it('matches what its patterns match', () => {
  let matched = 0
  for (const { paths, matches } of cases)
    for (const [pattern, expected] of Object.entries(matches)) {
      expect(
        paths.filter((path) => pathMatcher(pattern)(path)),
        `${pattern}: ${paths.join(' ')}`,
      ).toEqual(expected)
      matched += expected.length
    }
  expect(matched).toBeGreaterThan(100)
})
