import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { randomStream } from '../../src/random/index.js'

const PER_FILE = 100_000
const VOCABULARY = 40_000
const POOL_WORDS = 600_000
/** Lengths in characters: log-normal like those of web pages, median 1,200, mean about 2,000. */
const MEDIAN = 1200
const SPREAD = 1
const LONGEST = 60_000

/**
 * Writes `documents` rows as JSON Lines, 100,000 a file; returns the files. Words follow Zipf's law; a document is a
 * stretch of a long text from a random place, under a heading of its own: no two are equal, but stretches overlap, the
 * more the more documents there are (near-duplicates are measured by bench:dedup).
 */
export function generateRows(folder: string, documents: number): string[] {
  mkdirSync(folder, { recursive: true })
  const pool = textPool()
  const files: string[] = []
  for (let first = 0; first < documents; first += PER_FILE) {
    const path = join(folder, `rows-${String(files.length).padStart(4, '0')}.jsonl`)
    const descriptor = openSync(path, 'w')
    let lines: string[] = []
    for (let i = first; i < Math.min(documents, first + PER_FILE); i++) {
      const random = randomStream({ seed: 0, iteration: 0, purpose: 'test', index: i })
      const length = Math.min(LONGEST, Math.ceil(MEDIAN * Math.exp(SPREAD * random.normal())))
      const from = random.integer(pool.length - length)
      const text = `Report ${i} of the series.\n\n${pool.slice(from, from + length)}`
      lines.push(JSON.stringify({ id: i, text, url: `https://example.org/${i}` }))
      if (lines.length === 2000) {
        writeSync(descriptor, `${lines.join('\n')}\n`)
        lines = []
      }
    }
    if (lines.length > 0) writeSync(descriptor, `${lines.join('\n')}\n`)
    closeSync(descriptor)
    files.push(path)
  }
  return files
}

function textPool(): string {
  const random = randomStream({ seed: 1, iteration: 0, purpose: 'test', index: 0 })
  const syllables = ['ka', 'lo', 'mi', 'ter', 'ran', 'so', 'ne', 'pur', 'vi', 'dal', 'est', 'on', 'gri', 'hu']
  const words = Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 1 + random.integer(4) }, () => syllables[random.integer(syllables.length)]).join(''),
  )
  const parts: string[] = []
  let sentence = 0
  for (let i = 0; i < POOL_WORDS; i++) {
    // The inverse of Zipf's distribution function, nearly.
    const word = words[Math.floor(VOCABULARY ** random.uniform()) - 1] as string
    parts.push(sentence === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word)
    sentence++
    if (sentence < 6 + random.integer(14)) parts.push(random.uniform() < 0.08 ? ', ' : ' ')
    else {
      parts.push(random.uniform() < 0.15 ? '.\n\n' : random.uniform() < 0.02 ? ' – “ja”. ' : '. ')
      sentence = 0
    }
  }
  return parts.join('')
}
