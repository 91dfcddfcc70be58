import { describe, expect, it } from 'vitest'
import { SpiceError } from '../errors.js'
import { type JudgeStreamOptions, judgeStream } from './judge-stream.js'
import type { Tally } from './tally.js'

const PAIRS = 6000
const lines = Array.from({ length: PAIRS }, (_, i) => {
  if (i % 1000 === 777) return 'broken'
  return JSON.stringify({
    id: i,
    gold: String(i % 7),
    prediction: String(i % 5),
    group: i % 2 ? 'odd' : 'even',
    answerType: 'integer',
  })
})

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

async function judged(
  options: Partial<JudgeStreamOptions>,
  size = 10_000,
): Promise<{ out: Record<string, unknown>[]; tally: Tally }> {
  const written: string[] = []
  const tally = await judgeStream(chunksOf(`${lines.join('\n')}\n`, size), {
    defaults: { mode: 'auto', form: 'equivalent' },
    check: false,
    strict: false,
    threads: 1,
    write: async (bytes) => {
      written.push(new TextDecoder().decode(bytes))
    },
    ...options,
  })
  const text = written.join('')
  return {
    out:
      text === ''
        ? []
        : text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line)),
    tally,
  }
}

describe('judgeStream', () => {
  it('gives every line an answer, in order, on one thread and on three alike', async () => {
    const one = await judged({})
    expect(one.out).toHaveLength(PAIRS)
    for (const [i, row] of one.out.entries()) {
      if (i % 1000 === 777) expect(row).toEqual({ line: i + 1, error: expect.stringMatching(/^not JSON/) })
      else expect([row.id, row.outcome]).toEqual([i, i % 7 === i % 5 ? 'match' : 'mismatch'])
    }
    expect(one.tally).toMatchObject({ pairs: PAIRS - 6, broken: 6 })
    expect(one.tally.outcomes.match).toBe(one.out.filter(({ outcome }) => outcome === 'match').length)
    expect([...one.tally.groups.keys()]).toEqual(['even', 'odd'])
    expect(one.tally.errors.map(({ line }) => line)).toEqual([778, 1778, 2778, 3778, 4778, 5778])
    expect(await judged({ threads: 3 }, 3001)).toEqual(one)
  })

  it('reads no more while the reader of the results is behind', async () => {
    let read = 0
    let most = 0
    let written = 0
    const chunks = async function* () {
      for (let i = 0; i < 60; i++) {
        read++
        most = Math.max(most, read - written)
        yield new TextEncoder().encode(`${lines[0]}\n`)
      }
    }
    await judgeStream(chunks(), {
      defaults: { mode: 'auto', form: 'equivalent' },
      check: false,
      strict: false,
      threads: 2,
      write: async () => {
        await new Promise((resolve) => setTimeout(resolve, 2))
        written++
      },
    })
    expect(written).toBe(60)
    expect(most).toBeLessThanOrEqual(8)
  })

  it.each([1, 2])('strict: stops at the first broken line with %i threads', async (threads) => {
    const written: string[] = []
    const stopped = judged({
      strict: true,
      threads,
      write: async (bytes) => {
        written.push(new TextDecoder().decode(bytes))
      },
    })
    await expect(stopped).rejects.toThrow(SpiceError)
    await expect(stopped).rejects.toThrow(/^Line 778: not JSON/)
    expect(written.join('').trimEnd().split('\n')).toHaveLength(778)
  })

  it('ends early when it is told to, with the tally of what it wrote', async () => {
    const controller = new AbortController()
    let bytes = 0
    const { tally } = await judged({
      signal: controller.signal,
      write: async (chunk) => {
        bytes += chunk.length
        controller.abort()
      },
    })
    expect(bytes).toBeGreaterThan(0)
    expect(tally.pairs).toBeGreaterThan(0)
    expect(tally.pairs).toBeLessThan(200)
  })

  it('passes on what the writer throws', async () => {
    const full = () => Promise.reject(new Error('disk full'))
    await expect(judged({ write: full })).rejects.toThrow('disk full')
    await expect(judged({ write: full, threads: 2 })).rejects.toThrow('disk full')
  })
})
