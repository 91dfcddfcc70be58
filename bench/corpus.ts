/**
 * Builds corpora of generated documents and measures them: wall and processor time, peak memory, opening, random reads,
 * samples, with the trend over sizes. Every figure comes from a process of its own; rates are of the bytes of the JSON
 * Lines files. The ceilings, in the same run: reading and JSON.parse of the same lines, and a plain copy.
 *
 *   npm run bench:corpus -- [--documents 100000] [--sizes 10000,100000] [--tokens 20000] [--near 0.8] [--kills 10]
 *                           [--builds 3] [--folder dir] [--json]
 *
 * Documents are of at most 20,000 tokens: the bundled tokenizer makes six tokens of ten bytes here, so these are about as
 * long as the paper's 5,992 tokens of a usual tokenizer (2 to 4 bytes a token). The last row has 5,992 of the bundled
 * tokenizer, with which most of the longer documents have to be cut, and their tokens counted.
 *
 * `--documents` is the largest size, of the trend 10,000, 100,000, … unless `--sizes` says which; `--builds` is how many
 * rows of the table are measured. `--kills` ends builds of the smallest size with SIGKILL at random moments, and compares
 * the bytes of the folders that come out in the end.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { folderHashes } from '../src/corpus/fixtures/folder-hashes.js'
import { randomStream } from '../src/random/index.js'
import { generateRows } from './corpus/generate.js'
import type { Measured } from './corpus/measured.js'

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '100000' },
    sizes: { type: 'string' },
    tokens: { type: 'string', default: '20000' },
    builds: { type: 'string', default: '9' },
    near: { type: 'string' },
    kills: { type: 'string', default: '0' },
    folder: { type: 'string', default: tmpdir() },
    json: { type: 'boolean', default: false },
  },
})
const largest = Number(values.documents)
const sizes = values.sizes
  ? values.sizes.split(',').map(Number)
  : [10_000, 100_000, 1_000_000, 10_000_000].filter((size) => size < largest).concat(largest)
const place = mkdtempSync(join(values.folder, 'bench-corpus-'))
const tokens = Number(values.tokens)
const OFF = { tokens, clean: false, filter: false, contamination: 'off' }
const BUILDS: Record<string, object> = {
  'read, exact duplicates, index': OFF,
  'and contamination': { ...OFF, contamination: 'drop' },
  'and cleaning, filters (what spice corpus build does)': { tokens },
  ...(values.near && {
    [`and near-duplicates ${values.near}`]: { tokens, nearDuplicates: Number(values.near) },
  }),
  'first row with documents of 5,992 tokens': { ...OFF, tokens: 5992 },
}
const rows: object[] = []

try {
  for (const size of sizes) await benchSize(size)
  if (Number(values.kills) > 0) await benchKills(sizes[0] as number, Number(values.kills))
} finally {
  rmSync(place, { recursive: true, force: true })
}

async function benchSize(size: number): Promise<void> {
  const folder = join(place, `${size}`)
  const files = generateRows(folder, size)
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const megabytes = bytes / 1e6
  const mbs = (seconds: number): string => (megabytes / seconds).toFixed(1)
  // The first read of the files fills the system's cache: all see it full.
  await measure('parse', { files })
  const parse = await measure('parse', { files })
  const copies = join(folder, 'copies')
  mkdirSync(copies)
  const copy = await measure('copy', { files, folder: copies })
  rmSync(copies, { recursive: true })
  const say = values.json ? () => {} : console.log
  say(`\n${size.toLocaleString('en')} documents, ${megabytes.toFixed(1)} MB in ${files.length} files\n`)
  say('| build | seconds | processor s | MB/s | MB/s a core | of read + JSON.parse | peak MiB |')
  say('|---|--:|--:|--:|--:|--:|--:|')
  const line = (name: string, { seconds, cpuSeconds, peakMiB }: Measured): void =>
    say(
      `| ${name} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${mbs(seconds)} | ${mbs(cpuSeconds)} | ` +
        `${(parse.cpuSeconds / cpuSeconds).toFixed(2)} | ${peakMiB.toFixed(0)} |`,
    )
  line('ceiling: copy of the files', copy)
  line('ceiling: read + JSON.parse', parse)
  const index = join(folder, 'index')
  for (const [name, flags] of Object.entries(BUILDS).slice(0, Number(values.builds))) {
    rmSync(index, { recursive: true, force: true })
    const build = await measure('build', { folder: index, files, flags })
    line(name, build)
    rows.push({ size, bytes, build: name, ...build })
  }
  const open = await measure('open', { folder: index })
  const fixed = (name: string, digits: number): string => (open[name] as number).toFixed(digits)
  say(
    `\nopen: ${((open.openSeconds as number) * 1000).toFixed(1)} ms, ${fixed('openBytes', 0)} bytes read; ` +
      `${fixed('readsPerSecond', 0)} random documents a second; a sample of 128: ${fixed('sampleMs', 2)} ms, ` +
      `in epochs ${fixed('epochMs', 2)} ms; peak ${fixed('peakMiB', 0)} MiB`,
  )
  rows.push(
    { size, bytes, ceiling: 'parse', ...parse },
    { size, bytes, ceiling: 'copy', ...copy },
    { size, open },
  )
  if (values.json) for (const row of rows.splice(0)) console.log(JSON.stringify(row))
  rmSync(folder, { recursive: true })
}

/** Builds, killed again and again at moments drawn over the time that an undisturbed one takes. */
async function benchKills(size: number, kills: number): Promise<void> {
  const files = generateRows(join(place, 'kills'), size)
  const whole = join(place, 'whole')
  const { seconds } = await measure('build', { folder: whole, files, flags: { tokens } })
  const expected = JSON.stringify(folderHashes(whole))
  const random = randomStream({ seed: 3, iteration: 0, purpose: 'test', index: 0 })
  let done = 0
  let builds = 0
  let equal = 0
  while (done < kills) {
    const folder = join(place, `killed-${builds++}`)
    for (let alive = true; alive; ) {
      // Start-up is about a second.
      const moment = done < kills ? random.uniform() * (seconds + 1) : undefined
      alive = (await run('build', { folder, files, flags: { tokens } }, moment)) === undefined
      if (alive) done++
    }
    if (JSON.stringify(folderHashes(folder)) === expected) equal++
    rmSync(folder, { recursive: true })
  }
  console.log(
    values.json
      ? JSON.stringify({ kills: done, builds, equal })
      : `\n${done} kills over ${builds} ${builds === 1 ? 'build' : 'builds'} of ${size.toLocaleString('en')} documents: ${equal} ended with the bytes of the undisturbed one`,
  )
  if (equal < builds) process.exitCode = 1
}

async function measure(what: string, input: object): Promise<Measured> {
  return (await run(what, input)) as Measured
}

/** Undefined if it was killed, which happens after `moment` seconds. */
function run(what: string, input: object, moment?: number): Promise<Measured | undefined> {
  const script = fileURLToPath(new URL('./corpus/measured.ts', import.meta.url))
  const node = ['--import', import.meta.resolve('tsx'), script, what, JSON.stringify(input)]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    const timer = moment === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), moment * 1000)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (signal === 'SIGKILL' && moment !== undefined) resolve(undefined)
      else if (code === 0) resolve(JSON.parse(stdout) as Measured)
      else reject(new Error(`${what} ended with ${code ?? signal}:\n${stderr}`))
    })
  })
}
