import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { SpiceError } from '../errors.js'

/** What the columns of a set may unpack to. */
const MAX_UNPACKED_BYTES = 1 << 30

/**
 * The first rows of a Parquet file, 64-bit integers as numbers. Throws SpiceError('input') for one that is broken, or whose
 * footer declares more than a set of questions has.
 */
export async function parquetRows(path: string, maxRows: number | undefined): Promise<unknown[]> {
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    const bytes = metadata.row_groups.reduce((sum, { total_byte_size: size }) => sum + Number(size), 0)
    if (!(bytes <= MAX_UNPACKED_BYTES))
      throw new SpiceError(
        'input',
        `evaluation set ${path} unpacks to ${bytes} bytes, above ${MAX_UNPACKED_BYTES}`,
      )
    const rows = await parquetReadObjects({
      file,
      metadata,
      compressors,
      ...(maxRows !== undefined && { rowEnd: maxRows }),
    })
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
    )
  } catch (cause) {
    if (cause instanceof SpiceError) throw cause
    throw new SpiceError('input', `evaluation set ${path} is broken Parquet`, { cause })
  }
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}
