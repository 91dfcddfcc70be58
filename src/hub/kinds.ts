/** Kinds of files that hold documents, by the end of the name; what `src/corpus` reads. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  parquet: ['parquet'],
  'JSON Lines': ['jsonl', 'ndjson', 'jsonlines', 'json'],
  table: ['csv', 'tsv', 'tab'],
  text: ['txt', 'text', 'rst', 'tex', 'org', 'adoc'],
  Markdown: ['md', 'markdown', 'mkd', 'mdx', 'qmd', 'rmd'],
  HTML: ['html', 'htm', 'xhtml'],
  PDF: ['pdf'],
}
const KIND = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) => endings.map((ending) => [ending, kind])),
)
/** Kinds that hold rows: next to these, text is most often about the data. */
export const ROW_KINDS: ReadonlySet<string> = new Set(['parquet', 'JSON Lines', 'table'])

/** About a repository and not of its data. */
const ABOUT =
  /^(?:readme(?:[._-].*)?|licen[cs]e(?:[._-].*)?|notice|changelog|citation|contributing|code_of_conduct)\.(?:md|txt|rst)$/i
const STATE = new Set([
  'config.json',
  'dataset_info.json',
  'dataset_infos.json',
  'dataset_dict.json',
  'state.json',
])

/** What a file holds; undefined for what cannot be read or is about the repository. */
export function kindOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (ABOUT.test(name) || STATE.has(name)) return undefined
  const ending = /\.([^.]+?)$/.exec(name.replace(/\.(?:gz|gzip|zst|zstd)$/i, ''))?.[1]
  return ending === undefined ? undefined : KIND.get(ending.toLowerCase())
}
