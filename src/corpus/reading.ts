/** How a text is structured: segmenting and cleaning follow it. HTML and PDF arrive as Markdown-like text. */
export type TextFormat = 'plain' | 'markdown'

/** Where a text stands in its source, for people and for provenance. */
export interface Place {
  /** Path as the user would write it, or `hf:owner/name@revision/file`; `-` for standard input. */
  readonly file: string
  /** Line of a line format, row of a table, from 1. */
  readonly row?: number
  /** Pages of a PDF, from 1, both inclusive. */
  readonly pages?: readonly [from: number, to: number]
}

/** One text before cleaning and segmenting, or why there is none. Readers yield; they throw only when aborted. */
export type Reading =
  | {
      readonly text: string
      readonly format: TextFormat
      readonly place: Place
      readonly problem?: undefined
    }
  | { readonly problem: string; readonly place: Place; readonly text?: undefined }

export interface ReadOptions {
  /** Dotted path of the field or column that holds the text (`meta.body`); undefined tries `text`, then `orig_doc`. */
  readonly textField: string | undefined
  /** Readings with an ordinal below this are counted but need not be produced (a resumed build). */
  readonly skip: number
  readonly signal: AbortSignal | undefined
}

/** What is known of a file before it is read. */
export interface SourceFile {
  /** Where it lies on this machine; undefined for standard input. */
  readonly path: string | undefined
  /** What `Place.file` says. */
  readonly name: string
  readonly bytes: number | undefined
  /** Why it cannot be read, where that was seen when it was found; reading it gives just this. */
  readonly problem?: string
}

/** The first bytes of a file, decompressed where it is compressed, and its name without the compression's ending. */
export interface FileHead {
  readonly name: string
  readonly bytes: Uint8Array
}

/** One kind of file. Content decides before the name does. */
export interface CorpusReader {
  readonly name: string
  accepts(head: FileHead): boolean
  /** Readings in file order; the same file gives the same readings each time. */
  read(file: SourceFile, options: ReadOptions): AsyncIterable<Reading>
}
