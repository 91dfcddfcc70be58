export type Align = 'left' | 'right'

/** Rows of cells as lines of aligned columns, two spaces apart. The first row is the heading. */
export function table(rows: readonly (readonly string[])[], aligns: readonly Align[] = []): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, [...cell].length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, aligns[column]))
      .join('  ')
      .trimEnd(),
  )
}

function pad(cell: string, width: number, align: Align = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - [...cell].length))
  return align === 'left' ? cell + space : space + cell
}
