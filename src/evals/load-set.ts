import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SpiceError } from '../errors.js'
import { parquetRows } from './parquet-rows.js'
import type { EvalQuestion, EvalSet } from './question.js'
import { FORMAT_NAMES, readRow, rowId } from './row-formats.js'

const MAX_FILE_BYTES = 512 * 1024 * 1024

/** The folder of the evaluation sets that ship with the package (the same from `src/` and `dist/`). */
function bundledEvalFolder(): string {
  return fileURLToPath(new URL('../../assets/evals', import.meta.url))
}

/** The bundled sets' files, by name. */
export async function bundledEvalFiles(): Promise<string[]> {
  const folder = bundledEvalFolder()
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new SpiceError('input', `bundled evaluation sets are missing from ${folder}`, { cause })
  })
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(folder, name))
}

/**
 * Reads a set of questions: JSONL, a JSON array, `{"examples": […]}`, or Parquet. Rows are ours
 * (`{"id","question","options"?,"answerType","gold"}`) or have the shape of a public set: GSM8K, MATH-500, AMC, AIME,
 * Minerva, OlympiadBench, BBEH, MMLU-Pro, SuperGPQA, GPQA. The name is the file's.
 * Throws SpiceError('input') that names file and row: a wrong question would make every figure wrong, so none is
 * skipped.
 */
export async function loadEvalSet(path: string, options: { maxQuestions?: number } = {}): Promise<EvalSet> {
  const rows = await readRows(path, options.maxQuestions)
  const kept = options.maxQuestions ? rows.slice(0, options.maxQuestions) : rows
  if (kept.length === 0) throw new SpiceError('input', `evaluation set ${path} has no questions`)
  const seen = new Set<string>()
  const questions = kept.map(({ row, line }): EvalQuestion => {
    const reading = readRow(row)
    if (!reading)
      throw new SpiceError('input', `evaluation set ${path}:${line} has no known shape or no usable answer`, {
        hint: `rows are {"id","question","options"?,"answerType","gold"}; known shapes: ${FORMAT_NAMES.join(', ')}`,
      })
    const stated = rowId(row) ?? createHash('sha256').update(reading.question).digest('hex').slice(0, 12)
    const id = seen.has(stated) ? `${stated}@${line}` : stated
    seen.add(id)
    return { id, ...reading }
  })
  return { name: basename(path, extname(path)), questions }
}

async function readRows(path: string, maxQuestions: number | undefined): Promise<Row[]> {
  try {
    const { size } = await stat(path)
    if (size > MAX_FILE_BYTES)
      throw new SpiceError('input', `evaluation set ${path} has ${size} bytes, above ${MAX_FILE_BYTES}`)
    if (extname(path).toLowerCase() === '.parquet')
      return numbered(await parquetRows(path, maxQuestions || undefined))
    return parseRows(path, await readFile(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof SpiceError) throw cause
    throw new SpiceError('input', `evaluation set ${path} cannot be read`, {
      hint: 'name an existing .jsonl, .json or .parquet file (evaluation.sets)',
      cause,
    })
  }
}

interface Row {
  readonly row: unknown
  /** Line of JSONL, or number of the row; from 1. */
  readonly line: number
}

function parseRows(path: string, text: string): Row[] {
  if (extname(path).toLowerCase() === '.json') {
    const content = parse(text, path)
    const rows =
      typeof content === 'object' && content !== null && 'examples' in content ? content.examples : content
    if (!Array.isArray(rows)) throw new SpiceError('input', `evaluation set ${path} is no array of rows`)
    return numbered(rows)
  }
  return text
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [{ row: parse(line, `${path}:${i + 1}`), line: i + 1 }]))
}

function numbered(rows: readonly unknown[]): Row[] {
  return rows.map((row, i) => ({ row, line: i + 1 }))
}

function parse(json: string, place: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw new SpiceError('input', `evaluation set ${place} is broken JSON`, { cause })
  }
}
