import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type GoldType, VERDICTS } from '../words.js'
import { type AnswerForm, EXTRACTION_MODES, type ExtractionMode, verify } from './index.js'
import { MAX_ANSWER_LENGTH } from './judgement.js'
import { MAX_DEPTH } from './math/budget.js'

const page = readFileSync(new URL('../../docs/verifier.md', import.meta.url), 'utf8')

/** A row of a table as its cells by the table's heading; code spans without their marks. */
type Row = ReadonlyMap<string, string>

interface Table {
  readonly section: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
}

/** Every table of a Markdown page. A bar within a cell is written `\|`. */
function tablesOf(markdown: string): Table[] {
  const tables: { section: string; columns: string[]; rows: Row[] }[] = []
  let section = ''
  let inside = false
  for (const line of markdown.split('\n')) {
    if (line.startsWith('#')) section = line.replace(/^#+ /, '')
    if (!line.startsWith('|')) {
      inside = false
      continue
    }
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) =>
        cell
          .trim()
          .replaceAll('\\|', '|')
          .replace(/^`(.*)`$/, '$1'),
      )
    const table = tables.at(-1)
    if (!inside || !table) tables.push({ section, columns: cells, rows: [] })
    else if (!/^:?-+:?$/.test(cells[0] ?? ''))
      table.rows.push(new Map(table.columns.map((column, i) => [column, cells[i] ?? ''])))
    inside = true
  }
  return tables
}

const tables = tablesOf(page)
const examples = tables.filter(({ columns }) => columns.includes('gold'))

function judged(row: Row): { verdict: string; rule: string } {
  const given = (column: string): string | undefined => row.get(column) || undefined
  const type = given('type') as GoldType | undefined
  const options = given('options')?.split('; ')
  const form = given('form') as AnswerForm | undefined
  const decimals = given('decimals')
  const { outcome, rule } = verify(
    { value: row.get('gold') ?? '', ...(type && { type }), ...(options && { options }) },
    row.get('answer') ?? '',
    {
      mode: (given('mode') ?? 'auto') as ExtractionMode,
      ...(form && { form }),
      ...(decimals && { decimals: Number(decimals) }),
    },
  )
  return { verdict: outcome, rule }
}

describe('docs/verifier.md', () => {
  it.each(examples.map((table) => [table.section, table] as const))('%s', (_, { columns, rows }) => {
    expect(columns).toEqual(expect.arrayContaining(['gold', 'answer', 'verdict', 'rule']))
    expect(rows.length).toBeGreaterThan(3)
    const said = rows.map((row) => ({ verdict: row.get('verdict'), rule: row.get('rule') }))
    const label = (verdict: unknown, i: number) => [rows[i]?.get('gold'), rows[i]?.get('answer'), verdict]
    expect(rows.map(judged).map(label)).toEqual(said.map(label))
  })

  it('has examples of every outcome that the verifier gives, for both kinds of form', () => {
    const rows = examples.flatMap((table) => table.rows)
    expect(rows.length).toBeGreaterThan(200)
    const outcomes = new Set(rows.map((row) => row.get('verdict')))
    expect([...outcomes].sort()).toEqual(VERDICTS.filter((outcome) => outcome !== 'timeout').toSorted())
  })

  it('names the family of every rule in its examples', () => {
    const families = tables
      .filter(({ columns }) => columns[0] === 'family')
      .flatMap(({ rows }) => rows)
      .flatMap((row) => (row.get('family') ?? '').replaceAll('`', '').split(', '))
    const used = examples.flatMap(({ rows }) => rows).map((row) => row.get('rule')?.split('/')[0])
    expect([...new Set(used)].filter((family) => !families.includes(family ?? ''))).toEqual([])
  })

  it('lists every mode of extraction, and the limits as they are', () => {
    const listed = tables.find(({ columns }) => columns.join() === 'mode,the answer is')
    expect(listed?.rows.map((row) => row.get('mode'))).toEqual([...EXTRACTION_MODES])
    const limits = tables.find(({ columns }) => columns[0] === 'limit')?.rows ?? []
    const values = limits.map((row) => row.get('value'))
    expect(values[0]).toBe(MAX_ANSWER_LENGTH.toLocaleString('en'))
    expect(values).toContain(String(MAX_DEPTH))
  })
})
