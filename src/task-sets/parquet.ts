import type { SchemaElement } from 'hyparquet'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import type { TaskRow } from './task-row.js'

const ROWS_PER_GROUP = 1000

type Repetition = 'REQUIRED' | 'OPTIONAL'
const leaf = (
  name: string,
  type: Pick<SchemaElement, 'type' | 'converted_type'>,
  repetition_type: Repetition = 'REQUIRED',
): SchemaElement => ({ name, repetition_type, ...type })
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const
const NUMBER = { type: 'INT32' } as const

/** A list as the format wants it: group, repeated group, element. */
const list = (name: string, element: readonly SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
]

const ANSWER: SchemaElement[] = [
  { name: 'element', repetition_type: 'REQUIRED', num_children: 4 },
  leaf('text', TEXT),
  leaf('outcome', TEXT),
  leaf('rule', TEXT),
  leaf('extracted', TEXT, 'OPTIONAL'),
]

/** The columns of a set, by the names of its rows' fields. */
const COLUMNS: Readonly<Record<keyof TaskRow, readonly SchemaElement[]>> = {
  id: [leaf('id', TEXT)],
  question: [leaf('question', TEXT)],
  options: list('options', [leaf('element', TEXT)]),
  gold: [leaf('gold', TEXT)],
  answerType: [leaf('answerType', TEXT)],
  format: [leaf('format', TEXT)],
  documentId: [leaf('documentId', TEXT)],
  documentSource: [leaf('documentSource', TEXT)],
  quotes: list('quotes', [leaf('element', TEXT)]),
  passRate: [leaf('passRate', { type: 'DOUBLE' })],
  passes: [leaf('passes', NUMBER)],
  samples: [leaf('samples', NUMBER)],
  auditAgrees: [leaf('auditAgrees', { type: 'BOOLEAN' }, 'OPTIONAL')],
  challenger: [leaf('challenger', TEXT)],
  reasoner: [leaf('reasoner', TEXT)],
  seed: [leaf('seed', { type: 'INT64' })],
  answers: list('answers', ANSWER),
}

/** Writes rows as a Parquet file, some at a time: the same rows always give the same bytes. */
export async function writeParquet(
  path: string,
  rows: AsyncIterable<TaskRow>,
  { withAnswers }: { readonly withAnswers: boolean },
): Promise<void> {
  const names = (Object.keys(COLUMNS) as (keyof TaskRow)[]).filter(
    (name) => withAnswers || name !== 'answers',
  )
  const schema = [{ name: 'root', num_children: names.length }, ...names.flatMap((name) => COLUMNS[name])]
  const parquet = new ParquetWriter({ writer: fileWriter(path), schema, createdBy: 'spice' })
  let group: TaskRow[] = []
  const writeGroup = () => {
    const columnData = names.map((name) => ({
      name,
      data: group.map((row) => (name === 'seed' ? BigInt(row.seed) : row[name])),
    }))
    parquet.write({ columnData, rowGroupSize: ROWS_PER_GROUP })
    group = []
  }
  for await (const row of rows) if (group.push(row) === ROWS_PER_GROUP) writeGroup()
  if (group.length > 0) writeGroup()
  parquet.finish()
}
