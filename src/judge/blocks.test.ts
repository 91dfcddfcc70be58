import { describe, expect, it } from 'vitest'
import { type Block, blocksOf } from './blocks.js'
import { MAX_LINE_BYTES } from './judge-line.js'

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}

async function cut(...texts: string[]): Promise<[string, number, boolean][]> {
  const blocks: Block[] = []
  for await (const block of blocksOf(chunksOf(...texts))) blocks.push(block)
  return blocks.map(({ bytes, firstLine, tooLong }) => [new TextDecoder().decode(bytes), firstLine, tooLong])
}

describe('blocksOf', () => {
  it('keeps lines whole and knows their numbers, wherever chunks end', async () => {
    expect(await cut('a\nb\nc', 'd', '\n\ne', '\n', 'f')).toEqual([
      ['a\nb\n', 1, false],
      ['cd\n\n', 3, false],
      ['e\n', 5, false],
      ['f', 6, false],
    ])
    expect(await cut()).toEqual([])
    expect(await cut('', '\n')).toEqual([['\n', 1, false]])
  })

  it('keeps a character whole that two chunks share', async () => {
    const bytes = new TextEncoder().encode('½\n')
    const chunks = async function* () {
      yield bytes.slice(0, 1)
      yield bytes.slice(1)
    }
    for await (const block of blocksOf(chunks())) expect(new TextDecoder().decode(block.bytes)).toBe('½\n')
  })

  it('drops a line that is too long, without keeping it, and goes on after it', async () => {
    const half = 'x'.repeat(MAX_LINE_BYTES / 2 + 1)
    expect(await cut('a\n', half, half, half, `${half}\nb\nc`)).toEqual([
      ['a\n', 1, false],
      ['', 2, true],
      ['b\n', 3, false],
      ['c', 4, false],
    ])
  })
})
