import { CONTAMINATED, type CorpusFolder, ESTIMATED_TOKENS } from '../../corpus/index.js'
import type { Document } from '../../words.js'
import type { Output } from '../output.js'
import { count } from './numbers.js'
import { block, oneLine } from './text.js'

/** A document with everything that the index knows of it. */
export interface DocumentLine {
  readonly index: number
  readonly id: string
  readonly source: string
  readonly file: string
  readonly row: number | null
  readonly pages: readonly [number, number] | null
  /** From 1 where the text was cut into several documents. */
  readonly part: number | null
  /** UTF-16 places in the cleaned text that it was cut from. */
  readonly start: number
  readonly end: number
  readonly tokens: number
  readonly tokensEstimated: boolean
  readonly bytes: number
  readonly language: string | null
  readonly contaminated: boolean
  /** The source of the mixture that it belongs to. */
  readonly mixture: string
  readonly text: string
}

export function documentLine(corpus: CorpusFolder, index: number): DocumentLine {
  const { id, source, text } = corpus.document(index)
  const info = corpus.info(index)
  return {
    index,
    id,
    source,
    file: info.fileName,
    row: info.row || null,
    pages: info.firstPage > 0 ? [info.firstPage, info.lastPage] : null,
    part: info.part || null,
    start: info.start,
    end: info.end,
    tokens: info.tokens,
    tokensEstimated: (info.flags & ESTIMATED_TOKENS) !== 0,
    bytes: info.bytes,
    language: info.language || null,
    contaminated: (info.flags & CONTAMINATED) !== 0,
    mixture: corpus.manifest.sources[info.source]?.name ?? '',
    text,
  }
}

interface Shown {
  /** At most so many lines of the text; all if there is no number. */
  readonly lines?: number
}

export function presentDocument(output: Output, document: DocumentLine, { lines }: Shown): void {
  const line = (name: string, text: string) => output.say(`${output.style('bold', name.padEnd(10))}${text}`)
  const about = document.tokensEstimated ? 'about ' : ''
  line('document', `${count(document.index)}  ${document.id}`)
  line('from', oneLine(document.source, 300))
  if (document.part !== null)
    line(
      'part',
      `${document.part}, characters ${count(document.start)} to ${count(document.end)} of its text`,
    )
  line('length', `${about}${count(document.tokens)} tokens, ${count(document.bytes)} bytes`)
  if (document.language !== null) line('language', document.language)
  line('source', oneLine(document.mixture, 300))
  if (document.contaminated) line('flag', output.style('yellow', 'holds test questions'))
  output.say()
  output.say(block(document.text, '  ', lines))
}

export function presentSample(output: Output, documents: readonly Document[], { lines }: Shown): void {
  for (const { id, source, text } of documents) {
    output.say(`${output.style('bold', id)}  ${oneLine(source, 200)}`)
    output.say(block(text, '  ', lines))
    output.say()
  }
}
