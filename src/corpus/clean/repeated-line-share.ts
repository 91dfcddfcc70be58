/** Longer lines are told apart by their first characters and their length. */
const MAX_KEY = 500

/** Share of a text's characters in lines that stood in it before; lines without a letter or digit don't count. */
export function repeatedLineShare(text: string): number {
  const seen = new Set<string>()
  let all = 0
  let repeated = 0
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found < 0 ? text.length : found
    const length = end - start
    if (length > 0) {
      const key =
        length <= MAX_KEY ? text.slice(start, end) : `${text.slice(start, start + MAX_KEY)}${length}`
      all += length
      if (!seen.has(key)) seen.add(key)
      else if (/[\p{L}\p{N}]/u.test(key)) repeated += length
    }
    start = end + 1
  }
  return all > 0 ? repeated / all : 0
}
