import { type FileHandle, open } from 'node:fs/promises'
import { SpiceError } from '../../../errors.js'
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half-floats.js'
import { replaceFile, type WrittenFile } from './replace-file.js'
import {
  broken,
  DTYPE_BYTES,
  type DType,
  MAX_HEADER_BYTES,
  parseHeader,
  type TensorEntry,
} from './safetensors-header.js'
import { elementCount, type Tensor } from './tensor.js'

/** Number formats that are written and read; in memory everything is f32. */
export type WeightFormat = 'f32' | 'bf16' | 'f16'

const FILE_TYPE: Record<WeightFormat, DType> = { f32: 'F32', bf16: 'BF16', f16: 'F16' }

/** One read's or write's share: large enough to be fast, small enough for every platform's limit. */
const CHUNK_BYTES = 1 << 26
const CHUNK_NUMBERS = CHUNK_BYTES / 4

export interface SafetensorsFile {
  /** Checked against the file's length; in the order of the file. */
  readonly entries: readonly TensorEntry[]
  /** Reads one tensor and converts it to f32. */
  read(entry: TensorEntry): Promise<Tensor>
  close(): Promise<void>
}

/**
 * Opens a safetensors file (F32, F16 or BF16 tensors) and reads its header only. Every length is bounded before memory
 * is taken for it. Throws SpiceError('model') naming file and tensor when the file is missing, truncated or malformed.
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new SpiceError('model', `${path}: cannot be opened (${(cause as NodeJS.ErrnoException).code})`, {
      cause,
    })
  })
  try {
    const { size } = await file.stat()
    if (size < 8) throw broken(path, `the file is truncated: expected at least 8 bytes, found ${size}`)
    const prefix = new DataView(new ArrayBuffer(8))
    await fill(path, file, new Uint8Array(prefix.buffer), 0)
    const headerBytes = Number(prefix.getBigUint64(0, true))
    if (headerBytes > Math.min(MAX_HEADER_BYTES, size - 8)) {
      throw broken(path, `the header is said to take ${headerBytes} bytes of a file of ${size}`)
    }
    const header = new Uint8Array(headerBytes)
    await fill(path, file, header, 8)
    const dataStart = 8 + headerBytes
    return {
      entries: parseHeader(path, new TextDecoder().decode(header), size - dataStart),
      read: (entry) => readTensor(path, file, entry, dataStart),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** All tensors of a file by name, as f32. Throws as `openSafetensors` does. */
export async function readSafetensors(path: string): Promise<Map<string, Tensor>> {
  const file = await openSafetensors(path)
  try {
    const tensors = new Map<string, Tensor>()
    for (const entry of file.entries) tensors.set(entry.name, await file.read(entry))
    return tensors
  } finally {
    await file.close()
  }
}

/**
 * Writes tensors in the order of their names (by code unit), header padded to 8 bytes: the same tensors give the same
 * bytes. The file appears whole or not at all. Throws SpiceError('model') on a tensor whose data does not fit its shape.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  options: { dtype?: WeightFormat; metadata?: Readonly<Record<string, string>> } = {},
): Promise<WrittenFile> {
  const format = options.dtype ?? 'f32'
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))
  const header = Object.create(null) as Record<string, unknown> // without a prototype, any name is a plain key
  // `transformers` refuses a file without this entry.
  header.__metadata__ = { format: 'pt', ...options.metadata }
  let position = 0
  for (const [name, { shape, data }] of sorted) {
    if (elementCount(shape) !== data.length) {
      throw new SpiceError('model', `tensor ${name} of shape [${shape}] holds ${data.length} numbers`)
    }
    const end = position + data.length * DTYPE_BYTES[FILE_TYPE[format]]
    header[name] = { dtype: FILE_TYPE[format], shape, data_offsets: [position, end] }
    position = end
  }
  return await replaceFile(path, fileChunks(header, sorted, format))
}

function* fileChunks(
  header: Record<string, unknown>,
  tensors: readonly (readonly [string, Tensor])[],
  format: WeightFormat,
): Iterable<Uint8Array> {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const padded = Math.ceil(json.length / 8) * 8
  const start = new Uint8Array(8 + padded).fill(0x20)
  new DataView(start.buffer).setBigUint64(0, BigInt(padded), true)
  start.set(json, 8)
  yield start
  for (const [, { data }] of tensors) {
    for (let i = 0; i < data.length; i += CHUNK_NUMBERS)
      yield encode(data.subarray(i, i + CHUNK_NUMBERS), format)
  }
}

function encode(data: Float32Array, format: WeightFormat): Uint8Array {
  if (format === 'f32') return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const halves = new Uint16Array(data.length)
  if (format === 'bf16') float32ToBfloat16(data, halves)
  else float32ToFloat16(data, halves)
  return new Uint8Array(halves.buffer)
}

async function readTensor(
  path: string,
  file: FileHandle,
  entry: TensorEntry,
  dataStart: number,
): Promise<Tensor> {
  const data = new Float32Array(elementCount(entry.shape))
  const offset = dataStart + entry.begin
  if (entry.dtype === 'F32') {
    await fill(path, file, new Uint8Array(data.buffer), offset)
  } else {
    const halves = new Uint16Array(data.length)
    await fill(path, file, new Uint8Array(halves.buffer), offset)
    if (entry.dtype === 'BF16') bfloat16ToFloat32(halves, data)
    else float16ToFloat32(halves, data)
  }
  return { shape: entry.shape, data }
}

/** Reads exactly `target.length` bytes from `position` on. */
async function fill(path: string, file: FileHandle, target: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < target.length) {
    const length = Math.min(CHUNK_BYTES, target.length - done)
    const { bytesRead } = await file.read(target, done, length, position + done)
    if (bytesRead === 0) {
      throw broken(
        path,
        `the file is truncated: expected ${target.length} bytes at ${position}, found ${done}`,
      )
    }
    done += bytesRead
  }
}
