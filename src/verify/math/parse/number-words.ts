const SMALL: ReadonlyMap<string, number> = new Map(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
    'eighteen nineteen'
  )
    .split(' ')
    .map((word, value) => [word, value] as const),
)
const TENS: ReadonlyMap<string, number> = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, i) => [word, 20 + 10 * i] as const),
)
const LONGEST = 60

/** The whole number below a million that `words` spell in lower case, such as "two hundred and forty-one". */
export function numberInWords(words: string): number | undefined {
  if (words.length > LONGEST) return undefined
  const parts = words.split(/[\s-]+/)
  const at = parts.indexOf('thousand')
  if (at < 0) return below1000(parts)
  const thousands = below1000(parts.slice(0, at))
  const rest = at + 1 === parts.length ? 0 : below1000(withoutAnd(parts.slice(at + 1)))
  return thousands && rest !== undefined ? 1000 * thousands + rest : undefined
}

function below1000(parts: readonly string[]): number | undefined {
  if (parts[1] !== 'hundred') return below100(parts)
  const hundreds = SMALL.get(parts[0] as string)
  const rest = parts.length === 2 ? 0 : below100(withoutAnd(parts.slice(2)))
  return hundreds && hundreds < 10 && rest !== undefined ? 100 * hundreds + rest : undefined
}

const withoutAnd = (parts: readonly string[]): readonly string[] =>
  parts[0] === 'and' ? parts.slice(1) : parts

function below100(parts: readonly string[]): number | undefined {
  const [first = '', second] = parts
  if (parts.length > 2) return undefined
  if (second === undefined) return SMALL.get(first) ?? TENS.get(first)
  const [tens, ones] = [TENS.get(first), SMALL.get(second)]
  return tens && ones && ones < 10 ? tens + ones : undefined
}
