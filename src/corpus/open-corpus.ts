import { createHash } from 'node:crypto'
import { SpiceError } from '../errors.js'
import type { Tokenizer } from '../tokenizer/index.js'
import type { Document } from '../words.js'
import { bundledCorpusPath } from './bundled.js'
import { type Corpus, corpusOf } from './corpus.js'
import { type CorpusFile, findFiles } from './find-files.js'
import { type RawDocument, readDocuments } from './read-documents.js'
import { type CorpusIssue, describeIssue, MAX_ISSUES } from './report.js'
import { segment, type TokenCounter, tokenCounter } from './segment/index.js'

export interface CorpusOptions {
  /** Files (.jsonl, .txt, .md) and folders of them, or the corpus that ships with the package. */
  readonly paths: 'bundled' | readonly string[]
  /** Field of a JSONL row that holds the text; default `text`, else `orig_doc`. */
  readonly textField?: string
  /** Longer documents are cut into segments of at most this many tokens. */
  readonly documentTokens: number
  readonly tokenizer: Pick<Tokenizer, 'encode'>
  readonly signal?: AbortSignal
}

/** Content-addressed: 16 hexadecimal digits of the sha256 of the text. */
export function documentId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/**
 * Reads all documents into memory: segmented, exact duplicates dropped, broken rows skipped and counted in `report`.
 * Throws SpiceError('input') if a path cannot be used or if nothing usable is left, naming the first problems.
 */
export async function openCorpus(options: CorpusOptions): Promise<Corpus> {
  if (!Number.isInteger(options.documentTokens) || options.documentTokens < 1)
    throw new SpiceError('config', `documentTokens is ${options.documentTokens}, not a whole number above 0`)
  const paths = options.paths === 'bundled' ? [bundledCorpusPath()] : options.paths
  const files = await findFiles(paths)
  const intake = new Intake(options)
  for (const file of files) {
    try {
      for await (const raw of readDocuments(file, options.textField)) {
        options.signal?.throwIfAborted()
        intake.take(file, raw)
      }
    } catch (error) {
      if (options.signal?.aborted) throw error
      if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error
      intake.refuse({ file: file.path, line: 0, problem: `cannot be read (${String(error.code)})` })
    }
  }
  return intake.finish(paths, files.length)
}

/** Collects documents from all files. */
class Intake {
  private readonly documents: Document[] = []
  private readonly seen = new Set<string>()
  private readonly issues: CorpusIssue[] = []
  private readonly hash = createHash('sha256')
  private rows = 0
  private duplicates = 0
  private empty = 0
  private broken = 0

  private readonly counter: TokenCounter

  constructor(private readonly options: CorpusOptions) {
    this.counter = tokenCounter(options.tokenizer)
  }

  refuse(issue: CorpusIssue): void {
    this.broken++
    if (this.issues.length < MAX_ISSUES) this.issues.push(issue)
  }

  take(file: CorpusFile, raw: RawDocument): void {
    if (raw.problem !== undefined) {
      this.refuse({ file: file.path, line: raw.line, problem: raw.problem })
      return
    }
    const budget = { maxTokens: this.options.documentTokens, counter: this.counter }
    const segments = segment(
      raw.text,
      file.kind === 'text' && file.path.endsWith('.md') ? 'markdown' : 'plain',
      budget,
    )
    if (segments.length === 0) this.empty++
    else this.rows++
    segments.forEach(({ text }, i) => {
      const id = documentId(text)
      if (this.seen.has(id)) {
        this.duplicates++
        return
      }
      this.seen.add(id)
      this.hash.update(id)
      const part = segments.length > 1 ? `#${i + 1}` : ''
      this.documents.push({ id, text, source: `${file.path}:${raw.line}${part}` })
    })
  }

  finish(paths: readonly string[], files: number): Corpus {
    if (this.documents.length === 0) {
      const first = this.issues[0]
      const cause = first ? `: all ${this.broken} rows are broken` : ''
      throw new SpiceError('input', `corpus ${paths.join(', ')} has no documents${cause}`, {
        hint: first
          ? `${describeIssue(first)}; a JSONL row is {"text": "…"}, another field is named by corpus.textField`
          : 'the files are empty',
      })
    }
    return corpusOf(this.documents, this.hash.digest('hex'), {
      files,
      rows: this.rows,
      documents: this.documents.length,
      duplicates: this.duplicates,
      empty: this.empty,
      broken: this.broken,
      issues: this.issues,
    })
  }
}
