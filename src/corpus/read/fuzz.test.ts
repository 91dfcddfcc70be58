import { gzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import { randomStream } from '../../random/index.js'
import { parquet, pdf, readingsOf, told, workplace, zstd } from './fixtures/inputs.js'
import { endParsers } from './index.js'

const { put } = workplace()
afterAll(endParsers)

const rows = Array.from({ length: 60 }, (_, i) => ({
  id: i,
  text: `Row ${i}: "größer", \\ and <more>.\nA line.\n`,
}))
const jsonl = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const csv = `id,text\n${rows.map(({ id, text }) => `${id},"${text.replaceAll('"', '""')}"`).join('\n')}`
const text = rows.map((row) => row.text).join('\n')
const html = `<!doctype html><html><head><meta charset="utf-8"><title>T</title></head><body><h1>A</h1>${rows
  .map(
    ({ id }) =>
      `<p>Text <b>${id}</b> <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math></p><ul><li>x<li>y</ul>`,
  )
  .join('')}<table><tr><td>1<td>2</table><pre><code>a &lt; b</code></pre></body></html>`
const column = {
  text: rows.map((row) => (row.id % 7 ? row.text : null)),
  id: rows.map(({ id }) => `${id % 3}`),
}

/** Inputs for each, so that the whole takes about a minute on one core. */
const seeds: readonly (readonly [name: string, bytes: Buffer, inputs: number])[] = [
  ['a.jsonl', Buffer.from(jsonl), 500],
  ['a.json', Buffer.from(JSON.stringify(rows)), 500],
  ['a.csv', Buffer.from(csv), 500],
  ['a.txt', Buffer.from(text), 500],
  ['a.md', Buffer.from(text), 200],
  ['a.jsonl.gz', gzipSync(jsonl), 500],
  ['a.jsonl.zst', zstd(jsonl, '--no-check'), 500],
  ['a.html', Buffer.from(html), 300],
  ['a.parquet', parquet(column, { rowGroupSize: 20 }), 300],
  ['b.parquet', parquet(column, { codec: 'UNCOMPRESSED', rowGroupSize: 20 }), 300],
  ['a.pdf', pdf([['^Title', 'Some words (here).'], ['More of them.']]), 300],
]

it.each(seeds)(
  'ends on every mutation of %s, the same way each time, with problems and not errors',
  async (name, bytes, inputs) => {
    const before = process.memoryUsage.rss()
    let harmed = 0
    const intact = (await readingsOf({ path: await put(name, bytes), name })).map(told)
    for (let input = 0; input < inputs; input++) {
      const random = randomStream({ seed: 7, purpose: 'test', iteration: 0, index: input })
      const path = await put(
        name,
        mutated(bytes, () => random.uniform()),
      )
      const all = await readingsOf({ path, name })
      for (const reading of all) {
        expect(typeof (reading.problem ?? reading.text)).toBe('string')
        expect(reading.place.file).toBe(name)
      }
      if (all.map(told).join('\n') !== intact.join('\n')) harmed++
      if (input % 10 === 0) {
        const skip = Math.floor(all.length / 2)
        expect(await readingsOf({ path, name }, { skip }), `input ${input}`).toEqual(all.slice(skip))
      }
    }
    expect(harmed).toBeGreaterThan(inputs / 4)
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 << 20)
  },
  300_000,
)

/** One to eight changes: bytes, bits, parts cut out, doubled, moved or overwritten, the end cut off. */
function mutated(bytes: Buffer, uniform: () => number): Buffer {
  let out = Buffer.from(bytes)
  const below = (bound: number): number => Math.floor(uniform() * bound)
  const changes = 1 + below(8)
  for (let i = 0; i < changes && out.length > 0; i++) {
    const at = below(out.length)
    const length = 1 + below(Math.min(64, out.length - at))
    const part = out.subarray(at, at + length)
    switch (below(7)) {
      case 0:
        out[at] = below(256)
        break
      case 1:
        out[at] = (out[at] as number) ^ (1 << below(8))
        break
      case 2:
        out = Buffer.concat([out.subarray(0, at), out.subarray(at + length)])
        break
      case 3:
        out = Buffer.concat([out.subarray(0, at), part, part, out.subarray(at + length)])
        break
      case 4:
        out.fill([0, 0xff, 0x22, 0x3c][below(4)] as number, at, at + length)
        break
      case 5:
        part.copy(out, below(out.length))
        break
      default:
        if (uniform() < 0.3) out = out.subarray(0, at)
        else out.writeUInt8(0xff, at)
    }
  }
  return Buffer.from(out)
}
