const MAX_MARKERS = 400

/** A question with its options taken apart. */
export interface QuestionParts {
  /** What stands before the first option. */
  readonly stem: string
  /** Texts without letters, in order. */
  readonly options: readonly string[]
}

/**
 * Finds the options of a multiple-choice question: the last run of markers `A) `, `B) `, … in order (also `(A) `,
 * `A. `, `A: `). No options if there is no such run of at least two.
 */
export function splitOptions(question: string): QuestionParts {
  const markers = [...question.matchAll(/(?<=^|\s)\(?([A-J])(?:\)\s*|[.:]\s+)/g)]
    .slice(-MAX_MARKERS)
    .map((found) => ({ letter: found[1] as string, from: found.index, to: found.index + found[0].length }))
  const first = markers.findLastIndex(({ letter }) => letter === 'A')
  if (first < 0) return { stem: question.trim(), options: [] }
  const run = markers.slice(first).reduce<typeof markers>((taken, marker) => {
    return marker.letter === letterOf(taken.length) ? [...taken, marker] : taken
  }, [])
  if (run.length < 2) return { stem: question.trim(), options: [] }
  const options = run.map(({ to }, i) => question.slice(to, run[i + 1]?.from).trim())
  return { stem: question.slice(0, (run[0] as { from: number }).from).trim(), options }
}

/** `A` for 0, `B` for 1, … */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index)
}

/** The letter that an answer key names: `B`, `b`, `(B)`, `B.`, `B) the text`; null if it names none. */
export function readLetter(key: string): string | null {
  const found = /^\s*\(?([A-Ja-j])\s*(?:$|[).:])/.exec(key)
  return found === null ? null : (found[1] as string).toUpperCase()
}

/** Is the key nothing but a letter: `B`, `b`, `(B)`, `B.`? */
export function isLetterAlone(key: string): boolean {
  return /^\s*\(?[A-Ja-j][).:]?\s*$/.test(key)
}
