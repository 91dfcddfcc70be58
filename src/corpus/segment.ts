/** Coarse to fine: paragraphs, lines, sentences, words. A piece ends with its separator, so pieces join without loss. */
const BOUNDARIES: readonly RegExp[] = [/\n[^\S\n]*\n\s*/g, /\n+/g, /[.!?]["')\]]{0,4}\s+|[。！？]/g, /\s+/g]
/** Longer texts are cut before they are counted: tokenizers may take the square of an unbroken run. */
const MAX_COUNTED_CHARACTERS = 16_384

interface Piece {
  readonly text: string
  readonly tokens: number
}

function cut(text: string, boundary: RegExp): string[] {
  const pieces: string[] = []
  let start = 0
  for (const found of text.matchAll(boundary)) {
    const end = found.index + found[0].length
    pieces.push(text.slice(start, end))
    start = end
  }
  if (start < text.length) pieces.push(text.slice(start))
  return pieces
}

function halve(text: string): string[] {
  const middle = text.length >> 1
  const splitsPair = (text.charCodeAt(middle) & 0xfc00) === 0xdc00
  const at = splitsPair ? middle + 1 : middle
  return [text.slice(0, at), text.slice(at)]
}

/** Pieces of at most `maxTokens`, as coarse as they can be. */
function* piecesOf(
  text: string,
  maxTokens: number,
  count: (text: string) => number,
  level: number,
): Generator<Piece> {
  if (text.length <= MAX_COUNTED_CHARACTERS) {
    const tokens = count(text)
    // One character can't be cut: a budget below its tokens is the only way past the budget.
    if (tokens <= maxTokens || [...text].length === 1) {
      yield { text, tokens }
      return
    }
  }
  const boundary = BOUNDARIES[level]
  const parts = boundary ? cut(text, boundary) : halve(text)
  for (const part of parts) yield* piecesOf(part, maxTokens, count, boundary ? level + 1 : level)
}

/**
 * Cuts a text into segments of at most `maxTokens` tokens, along paragraphs where they fit, else along lines,
 * sentences, words, characters. Nothing is lost but white space at the segments' ends. `count` tells the tokens of
 * a text.
 */
export function segment(text: string, maxTokens: number, count: (text: string) => number): string[] {
  const segments: string[] = []
  let open: Piece[] = []
  let tokens = 0

  const close = (): void => {
    let kept = open.length
    const joined = (): string =>
      open
        .slice(0, kept)
        .map((piece) => piece.text)
        .join('')
        .trim()
    // Tokens of a join may exceed the sum of its pieces where they merge differently.
    while (kept > 1 && count(joined()) > maxTokens) kept--
    const whole = joined()
    if (whole !== '') segments.push(whole)
    open = open.slice(kept)
    tokens = open.reduce((sum, piece) => sum + piece.tokens, 0)
  }

  for (const piece of piecesOf(text, maxTokens, count, 0)) {
    while (open.length > 0 && tokens + piece.tokens > maxTokens) close()
    open.push(piece)
    tokens += piece.tokens
  }
  while (open.length > 0) close()
  return segments
}
