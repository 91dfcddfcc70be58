import './newer-runtime.js'
import { readFile } from 'node:fs/promises'
import { getDocumentProxy } from 'unpdf'
import { MAX_PDF_PAGE_ITEMS, MAX_PDF_PAGES, PDF_PART_CHARACTERS } from './limits.js'
import type { Parser, ParserTask } from './parser-task.js'
import { type PdfLine, type PdfPiece, pdfLines, pdfParagraphs, withoutRunningHeads } from './pdf-text.js'
import { ReadProblem } from './read-problem.js'

/** Some pages after each other are one reading; so is a page that cannot be read. */
export const parsePdf: Parser<Extract<ParserTask, { kind: 'pdf' }>> = async function* ({ source }) {
  const bytes = typeof source === 'string' ? await readFile(source) : source
  const pdf = await openPdf(new Uint8Array(bytes))
  const pages = Math.min(pdf.numPages, MAX_PDF_PAGES)
  let held: PdfLine[][] = []
  let first = 1
  let characters = 0
  let any = false
  let broken = 0
  for (let number = 1; number <= pages; number++) {
    try {
      const lines = await linesOf(pdf, number)
      held.push(lines)
      for (const { text } of lines) characters += text.length
    } catch (error) {
      held.push([])
      // A file whose every page is broken is told once, not thousands of times.
      if (++broken <= 20) yield [{ problem: `a broken page (${say(error)})`, pages: [number, number] }]
    }
    if (characters < PDF_PART_CHARACTERS && number < pages) continue
    const text = pdfParagraphs(withoutRunningHeads(held))
    if (text !== '') {
      any = true
      yield [{ text, pages: [first, number] }]
    }
    held = []
    characters = 0
    first = number + 1
  }
  if (pdf.numPages > pages) yield [{ problem: `more than ${MAX_PDF_PAGES} pages; the rest was not read` }]
  if (!any && broken === 0) throw new ReadProblem('a PDF without text, as of scanned pages')
}

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

async function openPdf(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(bytes, { verbosity: 0, stopAtErrors: false })
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'PasswordException') throw new ReadProblem('an encrypted PDF, which needs a password')
    throw new ReadProblem(`a broken PDF (${say(error)})`)
  }
}

async function linesOf(pdf: Pdf, number: number): Promise<PdfLine[]> {
  const page = await pdf.getPage(number)
  const { items } = await page.getTextContent()
  page.cleanup()
  if (items.length > MAX_PDF_PAGE_ITEMS) throw new Error(`${items.length} pieces of text`)
  const pieces: PdfPiece[] = []
  for (const item of items) {
    if (!('str' in item)) continue
    const { str, width, height, hasEOL } = item
    const [, , , , x, y] = item.transform as number[]
    pieces.push({ str, x: x ?? 0, y: y ?? 0, width, height, hasEOL })
  }
  return pdfLines(pieces)
}

function say(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200)
}
