/** One piece of text as the PDF places it, lengths in points, y upwards. */
export interface PdfPiece {
  readonly str: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly hasEOL: boolean
}

export interface PdfLine {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly right: number
  readonly height: number
}

/** Pieces in their order, joined while they stand on one line. */
export function pdfLines(pieces: readonly PdfPiece[]): PdfLine[] {
  const lines: PdfLine[] = []
  let run: PdfPiece[] = []
  const end = (): void => {
    const text = run
      .map(({ str }) => str)
      .join('')
      .replace(/\s+/g, ' ')
      .trim()
    const seen = run.filter(({ str }) => str.trim() !== '')
    const first = seen[0]
    run = []
    if (text === '' || !first) return
    let [right, height] = [0, 0]
    for (const piece of seen) {
      right = Math.max(right, piece.x + piece.width)
      height = Math.max(height, piece.height)
    }
    lines.push({ text: withoutLigatures(text), x: first.x, y: first.y, right, height })
  }
  for (const piece of pieces) {
    const last = run.at(-1)
    const drop = last ? Math.abs(last.y - piece.y) : 0
    if (last && piece.str !== '' && drop > 0.6 * Math.max(last.height, piece.height, 1)) end()
    run.push(piece)
    if (piece.hasEOL) end()
  }
  end()
  return lines
}

function withoutLigatures(text: string): string {
  return text.replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC'))
}

/** How many lines at a page's top and bottom may be running heads and page numbers. */
const EDGE = 2
/** A line at the edge that so many pages share, numbers aside, is a running head. */
const SHARED = 3

/** The pages' lines without page numbers and running heads. */
export function withoutRunningHeads(pages: readonly (readonly PdfLine[])[]): PdfLine[][] {
  const key = (line: PdfLine): string => line.text.replace(/\d+/g, '#').toLowerCase()
  const counts = new Map<string, number>()
  const edges = pages.map((lines) => new Set([...lines.slice(0, EDGE), ...lines.slice(-EDGE)]))
  for (const edge of edges) {
    for (const one of new Set([...edge].map(key))) counts.set(one, (counts.get(one) ?? 0) + 1)
  }
  return pages.map((lines, page) =>
    lines.filter((line, i) => {
      if (!edges[page]?.has(line)) return true
      const outermost = i === 0 || i === lines.length - 1
      if (outermost && /^\W*(?:\d{1,4}|[ivxl]{1,6})\W*$/.test(line.text)) return false
      return (counts.get(key(line)) ?? 0) < SHARED
    }),
  )
}

/** Paragraphs with headings marked; empty lines between them. Paragraphs go on over a page's end. */
export function pdfParagraphs(pages: readonly (readonly PdfLine[])[]): string {
  const body = median(pages.flat().map(({ height }) => height))
  const paragraphs: { text: string; heading: boolean }[] = []
  for (const lines of pages) {
    const gaps = lines.slice(1).map((line, i) => (lines[i] as PdfLine).y - line.y)
    const gap = median(gaps.filter((one) => one > 0))
    const left = Math.min(...lines.map(({ x }) => x))
    const right = Math.max(...lines.map((line) => line.right))
    lines.forEach((line, i) => {
      const heading = line.height > 1.15 * body && line.text.length < 200 && /\p{L}/u.test(line.text)
      const last = paragraphs.at(-1)
      const above = lines[i - 1]
      const goesOn = above
        ? last?.heading === heading && !breaksAfter(above, line, { gap, left, right })
        : last &&
          !last.heading &&
          !heading &&
          !/[.!?:;。]["'”’)\]]*$/.test(last.text) &&
          /^\p{Ll}/u.test(line.text)
      if (goesOn && last) last.text = joined(last.text, line.text)
      else paragraphs.push({ text: line.text, heading })
    })
  }
  return paragraphs.map(({ text, heading }) => (heading ? `## ${text}` : text)).join('\n\n')
}

function breaksAfter(
  above: PdfLine,
  line: PdfLine,
  page: { gap: number; left: number; right: number },
): boolean {
  const drop = above.y - line.y
  // A new column begins further up.
  if (drop < 0) return /[.!?:]$/.test(above.text)
  if (drop > 1.4 * page.gap) return true
  // Tables of contents and indexes: each line is an entry.
  if (/(?:\. ?){5,}/.test(above.text)) return true
  if (/^(?:[•◦▪‣*–-]|\(?\d{1,3}[.)])\s/.test(line.text)) return true
  if (line.x > above.x + line.height && above.x <= page.left + 1) return true
  const short = above.right < page.left + 0.7 * (page.right - page.left)
  return short && /[.!?:]["'”’)\]]*$/.test(above.text)
}

/** Hyphens at a line's end go where a word was divided: between small letters. */
function joined(above: string, below: string): string {
  if (above.endsWith('\u00ad')) return above.slice(0, -1) + below
  if (/\p{L}[-‐]$/u.test(above) && /^\p{Ll}/u.test(below)) return above.slice(0, -1) + below
  return `${above} ${below}`
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
