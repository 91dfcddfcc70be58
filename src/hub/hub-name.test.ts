import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHubName, type HubDataset, isHubName, parseHubName } from './hub-name.js'

const parsed = (name: string): HubDataset => JSON.parse(JSON.stringify(parseHubName(name))) // without the undefined

describe('the name of a dataset on the hub', () => {
  it('has configuration, split, revision and column, each by its own mark', () => {
    expect(parsed('hf:owner/name')).toEqual({ repository: 'owner/name' })
    expect(parsed('hf:squad')).toEqual({ repository: 'squad' })
    expect(parsed('hf:owner/name/train')).toEqual({ repository: 'owner/name', split: 'train' })
    expect(parsed('hf:squad:plain_text/train')).toEqual({
      repository: 'squad',
      config: 'plain_text',
      split: 'train',
    })
    expect(parsed('hf:o/n:20231101.en/train+test@refs/convert/parquet#meta.text:a/b@c')).toEqual({
      repository: 'o/n',
      config: '20231101.en',
      split: 'train+test',
      revision: 'refs/convert/parquet',
      column: 'meta.text:a/b@c',
    })
    expect(parsed('hf:o/n@v1.0#orig_doc')).toEqual({
      repository: 'o/n',
      revision: 'v1.0',
      column: 'orig_doc',
    })
  })

  it.each([
    'owner/name',
    'hf:',
    'hf://datasets/owner/name',
    'hf:../name',
    'hf:owner/..',
    'hf:owner/name/train/more',
    'hf:owner/name:',
    'hf:owner/name:a*b',
    'hf:owner/name/',
    'hf:owner/name/tr ain',
    'hf:owner/name@',
    'hf:owner/name@../../x',
    'hf:owner/name@a/../b',
    'hf:owner/name@a//b',
    'hf:owner/name@.hidden',
    'hf:owner/name#',
    'hf:owner/na\nme',
    'hf:owner/a--b',
  ])('refuses %j', (name) => {
    expect(() => parseHubName(name)).toThrow(/is not a dataset/)
  })

  it('reads back what it writes', () => {
    const word = fc.stringMatching(/^[a-z0-9_]{1,8}$/)
    const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
    const dataset = fc.record({
      repository: fc.tuple(word, word).map((parts) => parts.join('/')),
      config: maybe(fc.stringMatching(/^[a-z0-9._-]{1,12}$/)),
      split: maybe(fc.array(word, { minLength: 1, maxLength: 3 }).map((names) => names.join('+'))),
      revision: maybe(fc.array(word, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))),
      column: maybe(fc.string({ minLength: 1 })),
    })
    fc.assert(
      fc.property(dataset, (one) => {
        expect(parseHubName(formatHubName(one))).toEqual(one)
      }),
    )
  })

  it('never does other than parse or refuse', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        expect(isHubName(`hf:${rest}`)).toBe(true)
        try {
          const { repository, revision } = parseHubName(`hf:${rest}`)
          expect(`${repository}/${revision}`).not.toMatch(/\.\.|\\|\p{Cc}/u)
        } catch (error) {
          expect(error).toMatchObject({ name: 'SpiceError', code: 'input' })
        }
      }),
    )
  })
})
