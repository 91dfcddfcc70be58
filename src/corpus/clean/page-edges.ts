import type { CleanStep } from './steps.js'

/** So many lines at a page's top and bottom may be running heads. */
const EDGE = 2
/** A line is one if it stands at the edge of so many pages, and of this share of them, numbers aside. */
const MIN_PAGES = 3
const MIN_SHARE = 0.3
const MAX_LINE = 200

/** Running heads and feet and page numbers of a text whose pages end in form feeds; the first of each stays. */
export const pageEdges: CleanStep = {
  beyondAscii: false,
  clean(text) {
    if (!text.includes('\f')) return undefined
    const pages = text.split('\f').map((page) => page.split('\n'))
    if (pages.length < MIN_PAGES) return undefined
    const edges = pages.map(edgesOf)
    const counts = new Map<string, number>()
    edges.forEach((edge, page) => {
      for (const key of new Set([...edge].map((i) => keyOf(pages[page]?.[i])))) {
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    })
    const least = Math.max(MIN_PAGES, pages.length * MIN_SHARE)
    const seen = new Set<string>()
    let count = 0
    const kept = pages.map((lines, page) =>
      lines.filter((line, i) => {
        if (!edges[page]?.has(i)) return true
        const key = keyOf(line)
        if ((counts.get(key) ?? 0) < least) return true
        // Without a letter it is a page number, of which none is worth keeping.
        if (!seen.has(key) && /\p{L}/u.test(key)) {
          seen.add(key)
          return true
        }
        count++
        return false
      }),
    )
    return count > 0 ? { text: kept.map((lines) => lines.join('\n')).join('\f'), count } : undefined
  },
}

function edgesOf(lines: readonly string[]): Set<number> {
  const edge = new Set<number>()
  for (let i = 0, found = 0; i < lines.length && found < EDGE; i++) {
    if (isText(lines[i])) found += edge.add(i) ? 1 : 0
  }
  for (let i = lines.length - 1, found = 0; i >= 0 && found < EDGE; i--) {
    if (isText(lines[i])) found += edge.add(i) ? 1 : 0
  }
  return edge
}

function isText(line = ''): boolean {
  return line.trim() !== ''
}

function keyOf(line = ''): string {
  return line.slice(0, MAX_LINE).trim().replace(/\s+/g, ' ').replace(/\d+/g, '#').toLowerCase()
}
