/** What a name may end in, and what it says of the content until the content says more. */
export const LINES = new Set(['jsonl', 'ndjson', 'jsonlines'])
export const TABLES = new Set(['csv', 'tsv', 'tab'])
export const MARKDOWN = new Set(['md', 'markdown', 'mkd', 'mdx', 'qmd', 'rmd'])
const PLAIN = new Set(['txt', 'text', 'rst', 'tex', 'org', 'adoc'])
export const PAGES = new Set(['html', 'htm', 'xhtml'])
/** Endings of what the readers take, without a compression's. */
export const READABLE_ENDINGS: ReadonlySet<string> = new Set([
  ...LINES,
  'json',
  ...TABLES,
  ...MARKDOWN,
  ...PLAIN,
  ...PAGES,
  'parquet',
  'pdf',
])

/** Endings of the compressions that are undone. */
export const PACKED_ENDING = /\.(?:gz|gzip|zst|zstd)$/i

/** The name's last ending, in small letters, without the dot; empty without one. */
export function endingOf(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
  const dot = base.lastIndexOf('.')
  return dot > 0 ? base.slice(dot + 1).toLowerCase() : ''
}

/** Whether a file in a folder is meant: others lie there for other reasons. */
export function readableName(name: string): boolean {
  return READABLE_ENDINGS.has(endingOf(name.replace(PACKED_ENDING, '')))
}
