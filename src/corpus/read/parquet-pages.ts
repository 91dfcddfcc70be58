import type { FileHandle } from 'node:fs/promises'
import type { ColumnMetaData, PageHeader, SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js'
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import { getMaxDefinitionLevel } from 'hyparquet/src/schema.js'
import { compressors } from 'hyparquet-compressors'
import { MAX_PARQUET_PAGE_BYTES, MAX_PARQUET_PAGE_HEADER_BYTES, MAX_PARQUET_PAGE_ROWS } from './limits.js'
import { checkRuns } from './parquet-runs.js'
import { ReadProblem } from './read-problem.js'

/** A column of texts without repetition in one row group. */
export interface TextColumn {
  readonly handle: FileHandle
  /** Bytes of the file. */
  readonly size: number
  /** Rows of the group. */
  readonly rows: number
  readonly schemaPath: SchemaTree[]
  readonly meta: ColumnMetaData
}

/**
 * The values of each page; undefined for null. What a page says about itself is checked before memory is taken for it.
 */
export async function* columnPages(column: TextColumn): AsyncGenerator<(Uint8Array | undefined)[]> {
  const { meta, size, rows } = column
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset)
  const first = meta.dictionary_page_offset ? Math.min(start, Number(meta.data_page_offset)) : start
  const end = first + Number(meta.total_compressed_size)
  if (!(first >= 4 && end <= size && end >= first))
    throw new ReadProblem('broken Parquet (a column outside of the file)')
  let at = first
  let seen = 0
  let dictionary: (Uint8Array | undefined)[] | undefined
  while (seen < rows && at < end) {
    const { header, length } = await pageHeader(column, at, end)
    check(header, end - at - length, rows)
    const bytes = await bytesAt(column, at + length, header.compressed_page_size)
    at += length + header.compressed_page_size
    if (header.type === 'DICTIONARY_PAGE') dictionary = dictionaryOf(column, header, bytes)
    else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
      const values = valuesOf(column, header, bytes, dictionary)
      seen += values.length
      yield values
    }
  }
}

async function pageHeader(
  column: TextColumn,
  at: number,
  end: number,
): Promise<{ header: PageHeader; length: number }> {
  // Headers have some dozens of bytes, more where they quote the smallest and largest value.
  for (let look = 8192; ; look *= 16) {
    const bytes = await bytesAt(column, at, Math.min(look, end - at))
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }
    try {
      const header = parquetHeader(reader)
      return { header, length: reader.offset }
    } catch (error) {
      if (look >= Math.min(MAX_PARQUET_PAGE_HEADER_BYTES, end - at)) throw error
    }
  }
}

function check(header: PageHeader, left: number, rows: number): void {
  const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header
  const sizes = [packed, unpacked]
  if (sizes.some((size) => !(size >= 0 && size <= MAX_PARQUET_PAGE_BYTES)) || packed > left) {
    throw new ReadProblem('broken Parquet (a page of no possible size)')
  }
  const two = header.data_page_header_v2
  // A header may lack what its kind must have.
  const levels = two
    ? [two.repetition_levels_byte_length, two.definition_levels_byte_length, two.num_nulls]
    : []
  if (levels.some((length) => !(length >= 0 && length <= MAX_PARQUET_PAGE_BYTES))) {
    throw new ReadProblem('broken Parquet (a page header of impossible lengths)')
  }
  const values =
    header.data_page_header?.num_values ??
    header.data_page_header_v2?.num_values ??
    header.dictionary_page_header?.num_values ??
    0
  const most = header.type === 'DICTIONARY_PAGE' ? unpacked / 4 : rows
  if (!(values >= 0 && values <= Math.min(most, MAX_PARQUET_PAGE_ROWS))) {
    throw new ReadProblem('broken Parquet (a page with more values than it can have)')
  }
}

function dictionaryOf(column: TextColumn, header: PageHeader, bytes: Uint8Array): (Uint8Array | undefined)[] {
  const page = decompressPage(bytes, header.uncompressed_page_size, column.meta.codec, compressors)
  const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 }
  return texts(readPlain(reader, 'BYTE_ARRAY', header.dictionary_page_header?.num_values ?? 0, undefined))
}

function valuesOf(
  { meta, schemaPath }: TextColumn,
  header: PageHeader,
  bytes: Uint8Array,
  dictionary: (Uint8Array | undefined)[] | undefined,
): (Uint8Array | undefined)[] {
  const leaf = schemaPath.at(-1) as SchemaTree
  const decoder = {
    pathInSchema: meta.path_in_schema,
    type: meta.type,
    element: leaf.element,
    schemaPath,
    codec: meta.codec,
    compressors,
    parsers: DEFAULT_PARSERS,
  }
  const one = header.data_page_header
  const two = header.data_page_header_v2
  const defined = getMaxDefinitionLevel(schemaPath)
  let decoded: ReturnType<typeof readDataPageV2>
  if (one) {
    const page = decompressPage(bytes, header.uncompressed_page_size, meta.codec, compressors)
    checkPage(page, defined, one)
    decoded = readDataPage(page, one, decoder)
  } else {
    if (two && defined > 0) checkRuns(bytes, two.repetition_levels_byte_length, bits(defined), two.num_values)
    decoded = readDataPageV2(bytes, header, decoder)
  }
  const { definitionLevels, dataPage } = decoded
  const encoded = (one ?? two)?.encoding
  const count = (one ?? two)?.num_values ?? 0
  const values =
    encoded === 'PLAIN_DICTIONARY' || encoded === 'RLE_DICTIONARY'
      ? Array.from(dataPage as ArrayLike<number>, (index) => dictionary?.[index] ?? missing())
      : texts(dataPage)
  if (!definitionLevels || definitionLevels.length === 0) {
    if (values.length !== count) throw new ReadProblem('broken Parquet (a page with too few values)')
    return values
  }
  let next = 0
  return definitionLevels.slice(0, count).map((level) => (level === defined ? values[next++] : undefined))
}

/** Levels first, after their length; then, of a page with a dictionary, the width and the runs of its indexes. */
function checkPage(
  page: Uint8Array,
  defined: number,
  header: { num_values: number; encoding: string },
): void {
  let at = 0
  if (defined > 0) {
    checkRuns(page, 4, bits(defined), header.num_values)
    at = 4 + new DataView(page.buffer, page.byteOffset, page.length).getUint32(0, true)
  }
  if (header.encoding.endsWith('_DICTIONARY')) checkRuns(page, at + 1, page[at] ?? 0, header.num_values)
}

function bits(value: number): number {
  return 32 - Math.clz32(value)
}

function missing(): never {
  throw new ReadProblem('broken Parquet (a value that is not in the dictionary)')
}

function texts(values: ArrayLike<unknown>): Uint8Array[] {
  return Array.from(values, (value) => (value instanceof Uint8Array ? value : missing()))
}

async function bytesAt({ handle, size }: TextColumn, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.min(length, size - at))
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, at)
  if (bytesRead < length) throw new ReadProblem('a truncated Parquet file')
  return bytes
}
