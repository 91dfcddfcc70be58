import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { afterAll, describe, expect, it } from 'vitest'
import { rowOf } from './fixtures/rows.js'
import { writeParquet } from './parquet.js'
import type { TaskRow } from './task-row.js'

const place = mkdtempSync(join(tmpdir(), 'parquet-'))
afterAll(() => rmSync(place, { recursive: true }))

async function* each(rows: readonly TaskRow[]) {
  yield* rows
}
async function written(rows: readonly TaskRow[], withAnswers: boolean, name = 'rows.parquet') {
  const path = join(place, name)
  await writeParquet(path, each(rows), { withAnswers })
  const file = await asyncBufferFromFile(path)
  return { path, rows: await parquetReadObjects({ file }), metadata: await parquetMetadataAsync(file) }
}

describe('writeParquet', () => {
  const rows = [
    rowOf('red', 1, 3, {
      options: ['a', '', 'ü 😀'],
      quotes: ['first\nline', 'second'],
      auditAgrees: null,
      seed: 0xffffffff,
      answers: [
        { text: 'red', outcome: 'match', rule: 'string/same', extracted: 'red' },
        { text: '', outcome: 'unparsable', rule: 'extract/none', extracted: null },
      ],
    }),
    rowOf('green', 0, 3, { auditAgrees: false, answers: [] }),
  ]

  it('is read back field by field, lists and absent values included', async () => {
    const { rows: read } = await written(rows, true)
    expect(read).toEqual(rows.map((row) => ({ ...row, seed: BigInt(row.seed) })))
  })

  it('leaves answers out unless they are asked for', async () => {
    const { rows: read } = await written(rows, false)
    expect(read).toEqual(rows.map(({ answers: _, ...row }) => ({ ...row, seed: BigInt(row.seed) })))
  })

  it('cuts many rows into groups and gives the same bytes each time', async () => {
    const many = Array.from({ length: 2500 }, (_, i) => rowOf(`number ${i}`, i % 9, 8))
    const first = await written(many, false, 'first.parquet')
    const second = await written(many, false, 'second.parquet')
    expect(first.metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([1000n, 1000n, 500n])
    expect(first.rows.map(({ gold }) => gold)).toEqual(many.map(({ gold }) => gold))
    expect(readFileSync(first.path).equals(readFileSync(second.path))).toBe(true)
  })
})
