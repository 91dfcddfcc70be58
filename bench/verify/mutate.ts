import type { RandomStream } from '../../src/random/index.js'

// biome-ignore format: many short texts fill their lines
const TOKENS = [
  '\\frac', '\\sqrt', '\\left', '\\right', '\\begin{pmatrix}', '\\end{pmatrix}', '\\begin{cases}', '\\\\', '\\boxed{', '\\fbox{', '\\text{', '\\mathrm{',
  '{', '}', '(', ')', '[', ']', '\\{', '\\}', '|', '\\|', '^', '_', '^{', '_{', '&', '%', '\\%', '$', '$$', '\\(', '\\)', '\\[', '\\]', '#', '~', '!', '!!',
  '+', '-', '*', '**', '/', '=', '<', '>', '\\le', '\\ge', '\\ne', '!=', '<=', ':', ';', ',', '.', '...', '\\ldots', "'", '"', '`', '\\', '\\,', '\\!', '\\ ',
  '0', '1', '2', '9', '10', '007', '1e9', '1e-9', '0x1F', '3.14', '.5', '5.', '1,000', '1.000,5', '99999999999999999999', 'x', 'y', 'i', 'e', 'k', 'n', 'C', 'dx', 'd',
  '\\pi', '\\theta', '\\infty', '\\pm', '\\mp', '\\cdot', '\\times', '\\div', '\\sum', '\\prod', '\\int', '\\lim', '\\to', '\\sin', '\\log', '\\ln', '\\arctan', '\\det',
  '\\in', '\\cup', '\\cap', '\\setminus', '\\mathbb{R}', '\\mathbb{Z}', '\\emptyset', '\\mid', '\\binom', '\\bmod', '\\pmod', '\\gcd', '\\lfloor', '\\rfloor', '\\circ',
  'and', 'or', 'not', 'the answer is', 'Answer:', 'cm', 'm', 'km/h', '°', 'percent', 'true', 'no', 'A', 'B', '(C)', 'iron', ' ', '\n', '\t', '  ', '',
  '²', '³', '½', '√', 'π', '∞', '≤', '≠', '−', '×', '⁻¹', '₂', '\u200b', '\u202e', '\ufeff', '\u0000', '\ud800', '😀', 'é', 'Ω', '中', '\u0301', '１', '𝐱', '⟨', '⟩',
]

const pick = <T>(random: RandomStream, items: readonly T[]): T => items[random.integer(items.length)] as T

/** Tokens of the language in no order. */
export function tokenSoup(random: RandomStream): string {
  const length = 1 + random.integer(random.uniform() < 0.05 ? 400 : 24)
  const glue = pick(random, ['', '', ' '])
  return Array.from({ length }, () => pick(random, TOKENS)).join(glue)
}

type Mutation = (text: string, random: RandomStream, others: readonly string[]) => string

const cut = (text: string, random: RandomStream): [string, string, string] => {
  const from = random.integer(text.length + 1)
  const to = Math.min(text.length, from + 1 + random.integer(6))
  return [text.slice(0, from), text.slice(from, to), text.slice(to)]
}

const MUTATIONS: readonly Mutation[] = [
  (text, random) => {
    const [before, , after] = cut(text, random)
    return before + after
  },
  (text, random) => {
    const [before, part, after] = cut(text, random)
    return before + pick(random, TOKENS) + part + after
  },
  (text, random) => {
    const [before, part, after] = cut(text, random)
    return before + part + part + after
  },
  (text, random) => {
    const [before, part, after] = cut(text, random)
    const [first = '', ...rest] = [...part]
    return before + rest.join('') + first + after
  },
  (text, random) => text.slice(0, random.integer(text.length + 1)),
  (text, random) => text.slice(random.integer(text.length + 1)),
  (text, random, others) => {
    const other = pick(random, others)
    return text.slice(0, random.integer(text.length + 1)) + other.slice(random.integer(other.length + 1))
  },
  (text, random) => {
    const [before, part, after] = cut(text, random)
    return (
      before +
      String.fromCodePoint(pick(random, [0x20, 0xa0, 0x200b, 0x2212, 0xff10, 0x1d7d9, 0x0660])) +
      part +
      after
    )
  },
  (text, random) => text.replace(/\d/, () => String(random.integer(10))),
  (text, random) => text.repeat(2 + random.integer(3)),
  (text) => `(${text})`,
  (text) => `{${text}}`,
  (text) => `-${text}`,
  (text) => text.replaceAll(' ', ''),
]

/** The text changed in one to four places. */
export function mutated(random: RandomStream, text: string, others: readonly string[]): string {
  let changed = text
  for (let left = 1 + random.integer(4); left > 0; left--)
    changed = pick(random, MUTATIONS)(changed, random, others)
  return changed.slice(0, 4000)
}
