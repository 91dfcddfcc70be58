import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BuildProgress } from '../../corpus/index.js'
import { capture } from '../fixtures/capture.js'
import { corpusProgress } from './corpus-progress.js'
import { presentSearch } from './corpus-search.js'

const progress: BuildProgress = {
  phase: 'reading',
  file: 'crawl/a\u001b[31m.jsonl',
  filesDone: 2,
  files: 5,
  bytesDone: 3 << 20,
  bytes: 12 << 20,
  documents: 1234,
  bytesPerSecond: 1.5 * 2 ** 20,
  secondsLeft: 6,
}
const LINE =
  'reading: 3.0 MiB of 12.0 MiB (25 %), 1.5 MiB/s, 1,234 documents, 6.0s left, file 3 of 5  crawl/a\\u{1b}[31m.jsonl'

describe('corpusProgress', () => {
  afterEach(() => vi.useRealTimers())

  it('rewrites one line where someone watches', () => {
    const { output, written } = capture({ terminal: true })
    corpusProgress(output, performance.now())(progress)
    expect(written.stdout).toContain(LINE.slice(0, 60))
    expect(written.stdout).not.toContain('\n')
  })

  it('says a line after two seconds and then every ten where no one does', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { output, written } = capture()
    const tell = corpusProgress(output, performance.now())
    for (let second = 0; second <= 25; second++) {
      tell(progress)
      vi.advanceTimersByTime(1000)
    }
    expect(written.stdout).toBe(`${LINE}\n`.repeat(3))
  })
})

it('presentSearch shows what was found and no controls', () => {
  const { output, written } = capture()
  const hit = { index: 7, id: '00ff', source: 'a.md:1', score: 1 }
  const snippet = { text: 'the \u001b[2J kernel', marks: [[9, 15]] as const }
  presentSearch(output, { total: 12, hits: [{ ...hit, snippet }] })
  expect(written.stdout).toBe('7  00ff  a.md:1\n  the \\u{1b}[2J kernel\n12 documents, the best one shown\n')
})
