/** What is asked of a parsing process: see parser-process.ts. */
export type ParserTask =
  | { readonly kind: 'html'; readonly bytes: Uint8Array }
  | { readonly kind: 'pdf'; readonly source: string | Uint8Array }
  | {
      readonly kind: 'parquet'
      readonly source: string
      readonly fields: readonly string[]
      /** Rows that need not come; in their place stands null. They are decoded, so that a problem stays where it is. */
      readonly skip: number
    }

/** One reading, less its file. */
export type Parsed =
  | {
      readonly text: string
      readonly row?: number
      readonly pages?: readonly [number, number]
      readonly problem?: undefined
    }
  | {
      readonly problem: string
      readonly row?: number
      readonly pages?: readonly [number, number]
      readonly text?: undefined
    }

/**
 * Readings in groups: a group is one answer. Groups end at the same readings each time, so that what comes before a
 * failure is always the same. A parser may throw ReadProblem.
 */
export type Parser<Task> = (task: Task) => AsyncGenerator<readonly (Parsed | null)[]>

/** `computingMs`: the answer may take so much computing. */
export type ParserRequest = ({ readonly task: ParserTask } | { readonly next: true }) & {
  readonly computingMs: number
}

export type ParserAnswer =
  | { readonly group: readonly (Parsed | null)[] }
  | { readonly end: { message: string; row?: number } | true; readonly memory: number }

/** The signal that ends a parsing process which computed too long. */
export const TOO_LONG = 'SIGUSR2'
