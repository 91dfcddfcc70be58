/**
 * Tells whether a path matches a pattern of a dataset card: `*` and `?` within a name, `[…]` a character, `**` as a whole
 * segment any folders. A pattern comes from the server: the time is bounded by the product of the two lengths.
 * As the `datasets` library has it, hidden names and those with two underscores match only where the pattern has as many.
 */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const wanted = pattern.replace(/^(?:\.\/)+/, '').split('/')
  const segments = wanted.map((segment) => (segment === '**' ? undefined : tokensOf(segment)))
  const hiddenWanted = hidden(wanted)
  return (path) => {
    const parts = path.split('/')
    return matchesSegments(segments, parts) && hidden(parts) === hiddenWanted
  }
}

function hidden(parts: readonly string[]): number {
  const last = parts.length - 1
  return parts.filter((part, i) => part.startsWith('.') || (i < last && part.startsWith('__'))).length
}

/** Row by row: which beginnings of the path the beginning of the pattern matches; undefined is any folders. */
function matchesSegments(
  pattern: readonly (readonly Token[] | undefined)[],
  parts: readonly string[],
): boolean {
  let reached = [true, ...parts.map(() => false)]
  for (const segment of pattern) {
    const next = reached.map(() => false)
    for (let i = 0; i <= parts.length; i++) {
      if (segment === undefined) next[i] = reached[i] === true || (i > 0 && next[i - 1] === true)
      else next[i] = i > 0 && reached[i - 1] === true && matchesName(segment, parts[i - 1] as string)
    }
    reached = next
  }
  return reached.at(-1) === true
}

type Token =
  | '*'
  | '?'
  | { readonly not: boolean; readonly ranges: readonly (readonly [string, string])[] }
  | [string]

/** Two pointers and the last star: the star takes one character more where the rest does not match. */
function matchesName(tokens: readonly Token[], name: string): boolean {
  const characters = [...name]
  let at = 0
  let i = 0
  let star = -1
  let from = 0
  while (i < characters.length) {
    const token = tokens[at]
    if (token === '*') {
      star = at++
      from = i
    } else if (token !== undefined && matchesOne(token, characters[i] as string)) {
      at++
      i++
    } else if (star >= 0) {
      at = star + 1
      i = ++from
    } else return false
  }
  while (tokens[at] === '*') at++
  return at === tokens.length
}

function matchesOne(token: Exclude<Token, '*'>, character: string): boolean {
  if (token === '?') return true
  if (Array.isArray(token)) return token[0] === character
  return token.ranges.some(([low, high]) => low <= character && character <= high) !== token.not
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string
    if (character === '*' || character === '?') {
      tokens.push(character)
      continue
    }
    const not = characters[i + 1] === '!' || characters[i + 1] === '^'
    const start = i + (not ? 2 : 1)
    const end = character === '[' ? characters.indexOf(']', start + 1) : -1
    if (end < 0) {
      tokens.push([character])
      continue
    }
    const ranges: [string, string][] = []
    for (let j = start; j < end; j++) {
      const low = characters[j] as string
      const isRange = characters[j + 1] === '-' && j + 2 < end
      ranges.push([low, isRange ? (characters[j + 2] as string) : low])
      if (isRange) j += 2
    }
    tokens.push({ not, ranges })
    i = end
  }
  return tokens
}
