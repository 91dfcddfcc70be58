import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseBands, MAX_BANDS, meetingProbability } from './choose-bands.js'
import { labelledSample } from './fixtures/labelled-sample.js'
import { createNearDuplicates, type NearDuplicateIndex } from './index.js'
import { RECORD_BYTES } from './signature-store.js'
import { similarity, sketch } from './sketch.js'

const sample = labelledSample(600, 1)
let place = ''
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'dedup-'))
})
afterAll(() => rmSync(place, { recursive: true }))

function addAll(index: NearDuplicateIndex, texts: readonly string[]): void {
  for (const [position, text] of texts.entries()) index.add(index.sign(text) as Uint32Array, position)
}

describe('sketch', () => {
  it.each([
    [10, 5],
    [60, 20],
    [300, 100],
    [3000, 300],
  ])('estimates the Jaccard similarity of sets of %i elements', (size, different) => {
    // |A ∩ B| = size - different, |A ∪ B| = size + different.
    const exact = (size - different) / (size + different)
    let sum = 0
    for (let trial = 0; trial < 60; trial++) {
      const of = (from: number) =>
        Int32Array.from({ length: size }, (_, i) => Math.imul(i + from + 1, 0x01000193 + 2 * trial))
      const estimate = similarity(sketch(of(0), size, trial), sketch(of(different), size, trial))
      expect(Math.abs(estimate - exact)).toBeLessThan(5 * Math.sqrt((exact * (1 - exact)) / 256))
      sum += estimate
    }
    expect(Math.abs(sum / 60 - exact)).toBeLessThan(0.015)
  })

  it('is the same for the same set, whatever the order, and another for another seed', () => {
    const set = Int32Array.from({ length: 40 }, (_, i) => Math.imul(i + 1, 0x9e3779b1))
    const reversed = set.slice().reverse()
    expect(sketch(reversed, 40, 1)).toEqual(sketch(set, 40, 1))
    expect(similarity(sketch(set, 40, 1), sketch(set, 40, 2))).toBeLessThan(0.1)
  })
})

describe('chooseBands', () => {
  it.each([0.5, 0.6, 0.7, 0.8, 0.9, 0.95])('lets pairs at %s meet, strangers not', (threshold) => {
    const bands = chooseBands(threshold)
    expect(bands.bands).toBeLessThanOrEqual(MAX_BANDS)
    expect(meetingProbability(threshold, bands)).toBeGreaterThanOrEqual(0.98)
    expect(meetingProbability(threshold / 4, bands)).toBeLessThan(0.2)
  })

  it('gives what was computed by hand', () => {
    expect(meetingProbability(0.5, { bands: 2, rows: 1 })).toBe(0.75)
    expect(meetingProbability(0.5, { bands: 1, rows: 2 })).toBe(0.25)
  })
})

describe('near-duplicates', () => {
  it.each([0.7, 0.8, 0.9])('finds those of exact similarity %s, and few others', (threshold) => {
    const bases = sample.map(({ base }) => base)
    const estimating = createNearDuplicates({ threshold })
    const exact = createNearDuplicates({ threshold, textOf: (position) => bases[position] as string })
    addAll(estimating, bases)
    addAll(exact, bases)
    const counts = { alike: 0, found: 0, right: 0, exactFound: 0, exactRight: 0 }
    for (const [i, { other, similarity: known }] of sample.entries()) {
      const signature = estimating.sign(other) as Uint32Array
      const isAlike = known >= threshold
      const found = estimating.find(signature)
      const surely = exact.find(signature, other)
      counts.alike += isAlike ? 1 : 0
      counts.found += found === undefined ? 0 : 1
      counts.right += isAlike && found === i ? 1 : 0
      counts.exactFound += surely === undefined ? 0 : 1
      counts.exactRight += isAlike && surely === i ? 1 : 0
    }
    expect(counts.alike).toBeGreaterThan(60)
    expect(counts.right / counts.alike).toBeGreaterThan(0.9)
    expect(counts.right / counts.found).toBeGreaterThan(0.85)
    expect(counts.exactRight / counts.alike).toBeGreaterThan(0.97)
    expect(counts.exactRight).toBe(counts.exactFound)
  })

  it('names the first that is alike', () => {
    const index = createNearDuplicates({ threshold: 0.8 })
    const text = sample[0]?.base as string
    const signature = index.sign(text) as Uint32Array
    index.add(index.sign(sample[1]?.base as string) as Uint32Array, 2)
    index.add(signature, 5)
    index.add(signature, 9)
    expect(index.find(signature)).toBe(5)
    expect(index.find(index.sign(text.toUpperCase().replaceAll(' ', ',  ')) as Uint32Array)).toBe(5)
    expect(index.find(index.sign(sample[2]?.base as string) as Uint32Array)).toBeUndefined()
    expect(() => index.add(signature, 9)).toThrow(RangeError)
  })

  it('cannot tell of fewer than five words', () => {
    const index = createNearDuplicates({ threshold: 0.8 })
    expect(index.sign('only four words here')).toBeUndefined()
    expect(index.sign('these are now five words')).toHaveLength(128)
    expect(index.sign('')).toBeUndefined()
  })

  it('bounds what it remembers of one band, and still finds', () => {
    const index = createNearDuplicates({ threshold: 0.9 })
    const signature = index.sign(sample[0]?.base as string) as Uint32Array
    for (let position = 0; position < 5000; position++) index.add(signature, position)
    expect(index.find(signature)).toBe(0)
  })

  it('goes on from its file as if it had not stopped', () => {
    const path = join(place, 'minhash.bin')
    const bases = sample.slice(0, 300).map(({ base }) => base)
    const whole = createNearDuplicates({ threshold: 0.7 })
    const first = createNearDuplicates({ threshold: 0.7, signatures: path })
    // Every third position has no signature: too short a document.
    const addRange = (index: NearDuplicateIndex, from: number, to: number) => {
      for (let i = from; i < to; i++)
        if (i % 3 !== 2) index.add(index.sign(bases[i] as string) as Uint32Array, i)
    }
    addRange(whole, 0, 300)
    addRange(first, 0, 250)
    first.save()
    first.close()
    const second = createNearDuplicates({ threshold: 0.7, signatures: path })
    second.restore(200)
    expect(statSync(path).size).toBe(200 * RECORD_BYTES)
    addRange(second, 200, 300)
    const finds = (index: NearDuplicateIndex) =>
      sample.map(({ other }) => index.find(index.sign(other) as Uint32Array))
    expect(finds(second)).toEqual(finds(whole))
    expect(finds(second).filter((found) => found !== undefined).length).toBeGreaterThan(50)
    second.close()
    expect(statSync(path).size).toBe(299 * RECORD_BYTES)
  })

  it('refuses a threshold that means nothing', () => {
    for (const threshold of [0, 0.3, 1.1, Number.NaN])
      expect(() => createNearDuplicates({ threshold })).toThrow(/near-duplicates/)
  })
})
