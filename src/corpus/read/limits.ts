/**
 * What a file may cost. Files come from anywhere, so every length, depth and time has an end; who exceeds one gets a
 * problem that names it, and the build goes on with the next row or file.
 */
const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB

/** What is looked at to tell a format: the widest header row or HTML preamble that is worth waiting for. */
export const HEAD_BYTES = 64 * KIB
/** One read of a file. Larger ones gain nothing, smaller ones cost calls. */
export const CHUNK_BYTES = MIB

/** One row, line or field: a long book is 5 MiB. A line is held whole, so this bounds memory. */
export const MAX_LINE_BYTES = 16 * MIB
/** Brackets within brackets of a JSON row: real rows have ten. Deeper ones cost the JSON parser seconds a row. */
export const MAX_JSON_DEPTH = 1000
/** Columns of a table; a header of more is no table. */
export const MAX_COLUMNS = 10_000

/** Texts are handed on in parts of about this size, cut at an empty line, so that a book needs no memory of its size. */
export const TEXT_PART_BYTES = MIB
/** A part without an empty line is cut at a line's end, at the latest here. */
export const MAX_TEXT_PART_BYTES = 16 * MIB
/** More broken UTF-8 than this is another encoding or another kind of file; less is repaired and counted. */
export const MAX_BROKEN_SHARE = 0.01

/** Text shrinks 3 to 10 times; the most repetitive logs about 100 times. A bomb expands 1,000 times and more. */
export const MAX_EXPANSION = 250
/** Up to here any ratio is fine: it costs nothing, and small files of blanks exist. */
export const FREE_EXPANSION_BYTES = 64 * MIB
/** No honest file of a corpus holds more than this once unpacked; the bound for slow bombs. */
export const MAX_UNPACKED_BYTES = 512 * GIB
/** What the zstd command line accepts too unless told otherwise (`--long=27`). */
export const MAX_ZSTD_WINDOW = 128 * MIB

/** The longest HTML document: the text of the web's longest pages is below 5 MiB; a tree takes 20 times this memory. */
export const MAX_HTML_BYTES = 16 * MIB
/** As in browsers, which cut the tree there. */
export const MAX_HTML_DEPTH = 512
export const MAX_HTML_TAGS = 500_000
/** A page of more tags is a manual, not an article in the midst of other things: no article is sought in it. */
export const MAX_ARTICLE_TAGS = 100_000

export const MAX_PDF_BYTES = 256 * MIB
export const MAX_PDF_PAGES = 20_000
/** A page is laid out from pieces of text; an honest one has some thousands. */
export const MAX_PDF_PAGE_ITEMS = 200_000
/** Pages are handed on together up to about this many characters, so that paragraphs may run over a page's end. */
export const PDF_PART_CHARACTERS = 64 * KIB

export const MAX_PARQUET_FOOTER_BYTES = 128 * MIB
/** One page of one column, which is held whole; writers aim at 1 MiB. */
export const MAX_PARQUET_PAGE_BYTES = 256 * MIB
export const MAX_PARQUET_PAGE_HEADER_BYTES = MIB
export const MAX_PARQUET_PAGE_ROWS = 16_000_000

/** Heap of a parsing process; its memory as a whole may be the larger bound. */
export const PARSER_HEAP_MIB = 640
export const PARSER_MEMORY_BYTES = 1200 * MIB
/** Computing for one answer: a whole HTML document, some pages of a PDF, some rows of a Parquet file. */
export const PARSER_ANSWER_MS = 30_000
/** An answer that takes so many times longer by the clock will not come: its process waits for something. */
export const PARSER_PATIENCE = 20
/** An answer of the parsing process holds about this many bytes of text. */
export const PARSER_BATCH_BYTES = MIB

/** Files of one source. Their names are held; a corpus of more files than this is better joined into JSON Lines. */
export const MAX_FILES = 1_000_000
/** Folders within folders. */
export const MAX_FOLDER_DEPTH = 64
