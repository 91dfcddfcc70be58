/** One measurement as a process of its own: `measured.ts <what> <JSON>`; the result is one JSON line. */
import { copyFileSync, createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BuildFlags, buildOptions } from '../../src/cli/commands/corpus-build-flags.js'
import { buildCorpus, corpusOf, openCorpusFolder } from '../../src/corpus/index.js'
import { randomStream } from '../../src/random/index.js'

export interface Measured {
  readonly seconds: number
  /** Of this process, user and system. */
  readonly cpuSeconds: number
  readonly peakMiB: number
  readonly [figure: string]: number
}

type Measurement = (input: never) => Promise<Record<string, number>> | Record<string, number>

const READS = 20_000
const DRAWS = 100
const DRAWN = 128

const measurements: Record<string, Measurement> = {
  async build({ folder, files, flags }: { folder: string; files: string[]; flags: Partial<BuildFlags> }) {
    const manifest = await buildCorpus(await buildOptions(folder, files, { ...DEFAULTS, ...flags }))
    return { documents: manifest.documents, tokens: manifest.tokens }
  },
  /** The ceiling of any reader: lines by the runtime's own reader, each parsed. */
  async parse({ files }: { files: string[] }) {
    let characters = 0
    for (const file of files)
      for await (const line of createInterface({ input: createReadStream(file) }))
        characters += (JSON.parse(line) as { text: string }).text.length
    return { characters }
  },
  copy({ files, folder }: { files: string[]; folder: string }) {
    for (const [i, file] of files.entries()) copyFileSync(file, join(folder, `copy-${i}`))
    return {}
  },
  open({ folder }: { folder: string }) {
    const before = bytesRead()
    const started = performance.now()
    const opened = openCorpusFolder(folder)
    const openSeconds = (performance.now() - started) / 1000
    const openBytes = bytesRead() - before
    const corpus = corpusOf(opened)
    const random = randomStream({ seed: 2, iteration: 0, purpose: 'test', index: 0 })
    const places = Array.from({ length: READS }, () => random.integer(corpus.size))
    const reading = performance.now()
    for (const place of places) corpus.document(place)
    const readsPerSecond = READS / ((performance.now() - reading) / 1000)
    const drawing = performance.now()
    for (let iteration = 0; iteration < DRAWS; iteration++)
      corpus.sample(Math.min(DRAWN, corpus.size), { seed: 0, iteration })
    const sampleMs = (performance.now() - drawing) / DRAWS
    const epochs = corpusOf(opened, { epochs: true })
    const turning = performance.now()
    for (let iteration = 0; iteration < DRAWS; iteration++)
      epochs.sample(Math.min(DRAWN, corpus.size), { seed: 0, iteration })
    const epochMs = (performance.now() - turning) / DRAWS
    opened.close()
    return { openSeconds, openBytes, readsPerSecond, sampleMs, epochMs }
  },
}

const DEFAULTS: BuildFlags = {
  tokens: 5992,
  minTokens: 0,
  model: 'bundled',
  clean: true,
  filter: true,
  exactDuplicates: true,
  contamination: 'drop',
}

/** What this process has asked the system for; Linux only, else not a number. */
function bytesRead(): number {
  try {
    return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
  } catch {
    return Number.NaN
  }
}

const [what = '', input = '{}'] = process.argv.slice(2)
const measurement = measurements[what]
if (measurement) {
  const started = performance.now()
  const cpu = process.cpuUsage()
  const figures = await measurement(JSON.parse(input) as never)
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    JSON.stringify({
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakMiB: process.resourceUsage().maxRSS / 1024,
      ...figures,
    }),
  )
}
