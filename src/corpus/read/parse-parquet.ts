import { isUtf8 } from 'node:buffer'
import { type FileHandle, open } from 'node:fs/promises'
import { type FileMetaData, parquetMetadataAsync, type SchemaElement } from 'hyparquet'
import { getMaxRepetitionLevel, getPhysicalColumns, getSchemaPath } from 'hyparquet/src/schema.js'
import { MAX_PARQUET_FOOTER_BYTES, PARSER_BATCH_BYTES } from './limits.js'
import { columnPages, type TextColumn } from './parquet-pages.js'
import type { Parsed, Parser, ParserTask } from './parser-task.js'
import { ReadProblem } from './read-problem.js'
import { checkedText } from './row-text.js'

/** The texts of one column, page by page; memory holds one page and the column's dictionary. Each row is a reading. */
export const parseParquet: Parser<Extract<ParserTask, { kind: 'parquet' }>> = async function* ({
  source,
  fields,
  skip,
}) {
  const handle = await open(source)
  try {
    const { size } = await handle.stat()
    const metadata = await footer(handle, size)
    const path = columnPath(metadata, fields)
    const schemaPath = getSchemaPath(metadata.schema, path)
    let row = 1
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows)
      const found = group.columns.find((one) => same(one.meta_data?.path_in_schema, path))
      if (!found?.meta_data || found.file_path) throw new ReadProblem('a row group without the column', row)
      if (!Number.isSafeInteger(rows) || rows < 0)
        throw new ReadProblem('a row group of no possible size', row)
      const column: TextColumn = { handle, size, rows, schemaPath, meta: found.meta_data }
      let seen = 0
      for await (const values of columnPages(column)) {
        if (seen + values.length > rows) throw new ReadProblem('more values than rows', row)
        yield* groupsOf(values, row, skip)
        row += values.length
        seen += values.length
      }
      if (seen < rows) throw new ReadProblem(`${rows - seen} rows fewer than the file says`, row)
    }
  } catch (error) {
    if (error instanceof ReadProblem) throw error
    throw new ReadProblem(`broken Parquet (${error instanceof Error ? error.message : String(error)})`)
  } finally {
    await handle.close()
  }
}

function* groupsOf(
  values: readonly (Uint8Array | undefined)[],
  first: number,
  skip: number,
): Generator<readonly (Parsed | null)[]> {
  let group: (Parsed | null)[] = []
  let bytes = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const row = first + i
    group.push(row <= skip ? null : parsed(value, row))
    bytes += (value?.length ?? 0) + 32
    if (bytes >= PARSER_BATCH_BYTES) {
      yield group
      group = []
      bytes = 0
    }
  }
  if (group.length > 0) yield group
}

function parsed(value: Uint8Array | undefined, row: number): Parsed {
  if (!value) return { problem: 'no text (null)', row }
  if (!isUtf8(value)) return { problem: 'not UTF-8', row }
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length)
  return { ...checkedText(bytes.toString('utf8')), row }
}

async function footer(handle: FileHandle, size: number): Promise<FileMetaData> {
  const tail = Buffer.alloc(8)
  if (size < 12) throw new ReadProblem('a truncated Parquet file')
  await handle.read(tail, 0, 8, size - 8)
  if (tail.toString('latin1', 4) !== 'PAR1') throw new ReadProblem('a truncated Parquet file (no footer)')
  const length = tail.readUInt32LE(0)
  if (length > Math.min(size - 12, MAX_PARQUET_FOOTER_BYTES)) {
    throw new ReadProblem(`broken Parquet (a footer of ${length} bytes)`)
  }
  const file = {
    byteLength: size,
    slice: async (start: number, end = size): Promise<ArrayBuffer> => {
      const bytes = new Uint8Array(end - start)
      await handle.read(bytes, 0, bytes.length, start)
      return bytes.buffer
    },
  }
  return parquetMetadataAsync(file, { geoparquet: false })
}

/** The path of the first field that is a column of texts. */
function columnPath({ schema }: FileMetaData, fields: readonly string[]): string[] {
  const [tree] = getSchemaPath(schema, [])
  const columns = tree ? getPhysicalColumns(tree) : []
  for (const field of fields) {
    // A column's own name may have dots.
    const path = schema.some((one) => one.name === field) ? [field] : field.split('.')
    if (!columns.includes(field)) continue
    const schemaPath = getSchemaPath(schema, path)
    const element = schemaPath.at(-1)?.element
    if (getMaxRepetitionLevel(schemaPath) > 0)
      throw new ReadProblem(`column "${field}" is a list, not a text`)
    if (!isText(element)) throw new ReadProblem(`column "${field}" is no text (${element?.type})`)
    return path
  }
  const some = columns.slice(0, 8).map((name) => JSON.stringify(name.slice(0, 40)))
  const more = columns.length > 8 ? ` and ${columns.length - 8} more` : ''
  throw new ReadProblem(`no column "${fields.join('" or "')}"; there are ${some.join(', ')}${more}`)
}

function isText(element: SchemaElement | undefined): boolean {
  // Some writers do not say that their byte arrays are UTF-8.
  return element?.type === 'BYTE_ARRAY' && element.logical_type?.type !== 'DECIMAL'
}

function same(path: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return path !== undefined && path.length === wanted.length && path.every((name, i) => name === wanted[i])
}
