/** One thing that could not be used, for people: `notes.jsonl:12: no field "text"`. */
export interface CorpusIssue {
  readonly file: string
  /** From 1; 0 where the whole file is meant. */
  readonly line: number
  readonly problem: string
}

export interface CorpusReport {
  readonly files: number
  /** JSONL rows and text files (or parts of long ones) that were usable. */
  readonly rows: number
  readonly documents: number
  /** Segments whose exact text was already there. */
  readonly duplicates: number
  /** Rows and files without any text. */
  readonly empty: number
  /** Rows, lines and files that were refused. */
  readonly broken: number
  /** The first of these, at most `MAX_ISSUES`. */
  readonly issues: readonly CorpusIssue[]
}

export const MAX_ISSUES = 20

export function describeIssue(issue: CorpusIssue): string {
  return `${issue.file}${issue.line > 0 ? `:${issue.line}` : ''}: ${issue.problem}`
}
