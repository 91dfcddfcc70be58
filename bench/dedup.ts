/**
 * Recall and precision of near-duplicate search against exact Jaccard similarity, its speed and memory.
 *
 *   npm run bench:dedup -- [--pairs 4000] [--documents 100000]
 *
 * Speeds are per second of processor time of this process.
 */
import { parseArgs } from 'node:util'
import { chooseBands, meetingProbability } from '../src/corpus/dedup/choose-bands.js'
import { labelledSample } from '../src/corpus/dedup/fixtures/labelled-sample.js'
import { createNearDuplicates } from '../src/corpus/dedup/index.js'

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '4000' }, documents: { type: 'string', default: '100000' } },
})
const sample = labelledSample(Number(values.pairs), 0)
const bases = sample.map(({ base }) => base)

console.log('| threshold | bands x rows | meets at it | decided by | alike | found | recall | precision |')
console.log('|---|---|---|---|---|---|---|---|')
for (const threshold of [0.7, 0.8, 0.9])
  for (const decided of ['estimate', 'exact'] as const) {
    const index = createNearDuplicates({
      threshold,
      ...(decided === 'exact' ? { textOf: (position: number) => bases[position] as string } : {}),
    })
    for (const [position, base] of bases.entries()) index.add(index.sign(base) as Uint32Array, position)
    let alike = 0
    let found = 0
    let right = 0
    for (const [i, { other, similarity }] of sample.entries()) {
      const position = index.find(index.sign(other) as Uint32Array, other)
      if (similarity >= threshold) alike++
      if (position !== undefined) found++
      if (position === i && similarity >= threshold) right++
    }
    const bands = chooseBands(threshold)
    console.log(
      `| ${threshold} | ${bands.bands} x ${bands.rows} | ${meetingProbability(threshold, bands).toFixed(3)} | ${decided} | ` +
        `${alike} | ${found} | ${(right / alike).toFixed(4)} | ${(right / found).toFixed(4)} |`,
    )
  }

/** Texts of the sample, each told apart by its number in every place where a shingle could repeat. */
const count = Number(values.documents)
const textOf = (i: number): string => (bases[i % bases.length] as string).replaceAll(' w', ` ${i} w`)
const near = createNearDuplicates({ threshold: 0.8 })
const times = { sign: 0, find: 0 }
let bytes = 0
for (let i = 0; i < count; i++) {
  const text = textOf(i)
  bytes += Buffer.byteLength(text)
  const start = processorSeconds()
  const signature = near.sign(text) as Uint32Array
  const signed = processorSeconds()
  near.find(signature)
  near.add(signature, i)
  const added = processorSeconds()
  times.sign += signed - start
  times.find += added - signed
}
const speed = (seconds: number): string => `${(bytes / 1e6 / seconds).toFixed(1)} MB/s`
console.log(
  `\n${count} documents, ${(bytes / 1e6).toFixed(0)} MB: sign ${speed(times.sign)}, find and add ${((times.find / count) * 1e6).toFixed(1)} us a document, ` +
    `both ${speed(times.sign + times.find)}; ${(near.bytes / 1e6).toFixed(0)} MB of tables and signatures`,
)

function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
