import {
  BACKSLASH,
  CLASSES,
  classify,
  foldCharacter,
  IDEOGRAPH,
  IGNORED,
  SEPARATOR,
  SEVERAL,
  SURROGATE,
  UNKNOWN,
} from './characters.js'

/**
 * A text as a row of hashed words in one normal form, so that prose and mathematics compare however they are set:
 * - case, accents, punctuation, spacing, dollars, braces and operators do not count: `\frac{a}{b}`, `a/b` and `$a / b$`
 *   are the words a, b; letters and digits never share a word (`10cm` is 10, cm)
 * - LaTeX commands go, but those that people also write as words (`\sin`, `\sqrt`, Greek letters; `π` counts as `pi`)
 * - numbers are kept without what only sets them: `1,000`, `1{,}000` and `1\,000` are 1000, `2.50` is 2.5, `five` is 5
 *
 * One scanner is reused for many texts: its buffers grow to the longest and belong to it.
 */
export interface WordScanner {
  /** Reads a text; returns how many words it has. */
  scan(text: string): number
  /** 32-bit hash of each word; only the first `scan(...)` entries count, until the next scan. */
  readonly words: Int32Array
  /** Where each word begins and ends in the text, in UTF-16 codes. */
  readonly starts: Int32Array
  readonly ends: Int32Array
}

const SEED = 0x811c9dc5 | 0
const PRIME = 0x01000193
const ZERO = 48
const NINE = 57
/** Bound of a LaTeX command's name and of an environment's. */
const MAX_NAME = 24

const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega'
const FUNCTIONS = 'sin cos tan cot sec csc arcsin arccos arctan log ln exp lim max min gcd lcm det sqrt'
const KEPT = new Set(`${GREEK} ${FUNCTIONS}`.split(' '))
const NUMBERS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'

/** Words that count as another, in slots by the low bits of the hash. */
const SLOTS = 8192
const aliasFrom = new Int32Array(SLOTS)
const aliasTo = new Int32Array(SLOTS)
const SQUARE_ROOT = hashWord('sqrt')
for (const [i, word] of NUMBERS.split(' ').entries()) alias(word, String(i))
for (const [i, word] of GREEK.split(' ').entries())
  alias(String.fromCharCode(0x3b1 + i + (i > 16 ? 1 : 0)), word)

function alias(from: string, to: string): void {
  const hash = hashWord(from)
  const slot = hash & (SLOTS - 1)
  if (aliasFrom[slot] !== 0) throw new Error(`the word ${from} shares its slot with another`)
  aliasFrom[slot] = hash
  aliasTo[slot] = hashWord(to)
}

/** The hash of a word that is in normal form already. */
function hashWord(word: string): number {
  let hash = SEED
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME)
  return mix(hash)
}

function mix(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

export function createWordScanner(): WordScanner {
  let words = new Int32Array(1024)
  let starts = new Int32Array(1024)
  let ends = new Int32Array(1024)

  const grow = (): void => {
    words = grown(words)
    starts = grown(starts)
    ends = grown(ends)
  }

  return {
    get words() {
      return words
    },
    get starts() {
      return starts
    },
    get ends() {
      return ends
    },
    scan(text) {
      const length = text.length
      let count = 0
      let i = 0
      while (i < length) {
        const code = text.charCodeAt(i)
        let kind = CLASSES[code] as number
        if (kind === UNKNOWN) kind = classify(code)
        if (kind === SEPARATOR || kind === IGNORED) {
          i++
          continue
        }
        if (count === words.length) grow()
        const start = i
        let hash = SEED
        if (kind >= ZERO && kind <= NINE) {
          // Whole part, with separators of thousands.
          let group = 0
          for (;;) {
            const digit = digitAt(text, i)
            if (digit >= 0) {
              hash = Math.imul(hash ^ digit, PRIME)
              group++
              i++
              continue
            }
            const skipped = group <= 3 ? thousandsAt(text, i) : 0
            if (skipped === 0) break
            group = 0
            i += skipped
          }
          if (text.charCodeAt(i) === 46 && digitAt(text, i + 1) >= 0) {
            let end = i + 1
            while (digitAt(text, end) >= 0) end++
            let last = end
            while (last > i + 1 && digitAt(text, last - 1) === ZERO) last--
            if (last > i + 1) {
              hash = Math.imul(hash ^ 46, PRIME)
              for (let j = i + 1; j < last; j++) hash = Math.imul(hash ^ digitAt(text, j), PRIME)
            }
            i = end
          }
          words[count] = mix(hash)
        } else if (kind === BACKSLASH) {
          let end = i + 1
          while (end < length && end - i <= MAX_NAME && isLatin(text.charCodeAt(end))) end++
          const name = text
            .slice(i + 1, end)
            .toLowerCase()
            .replace(/^var/, '')
          i = end
          if (KEPT.has(name)) words[count] = hashWord(name)
          else if (/^[dt]?frac$/.test(name) && digitAt(text, i) >= 0) {
            // `\\frac12` is 1/2.
            words[count] = mix(Math.imul(SEED ^ digitAt(text, i), PRIME))
            i++
          } else {
            if (name === 'begin' || name === 'end') i = afterBraces(text, i)
            continue
          }
        } else if (kind === IDEOGRAPH) {
          words[count] = code === 0x221a ? SQUARE_ROOT : mix(Math.imul(hash ^ code, PRIME))
          i++
        } else {
          // A run of letters; marks within it are not there.
          let isWord = false
          while (i < length) {
            const at = text.charCodeAt(i)
            let letter = CLASSES[at] as number
            if (letter === UNKNOWN) letter = classify(at)
            if (letter > NINE) {
              hash = Math.imul(hash ^ letter, PRIME)
              isWord = true
            } else if (letter === SEVERAL || letter === SURROGATE) {
              const character = String.fromCodePoint(text.codePointAt(i) as number)
              const folded = foldCharacter(character)
              if (!/^[\p{L}\p{Nd}]/u.test(folded)) {
                if (isWord) break
                i += character.length
                continue
              }
              for (let j = 0; j < folded.length; j++) hash = Math.imul(hash ^ folded.charCodeAt(j), PRIME)
              isWord = true
              i += character.length - 1
            } else if (letter !== IGNORED) break
            i++
          }
          if (!isWord) continue
          const hashed = mix(hash)
          const slot = hashed & (SLOTS - 1)
          words[count] = aliasFrom[slot] === hashed ? (aliasTo[slot] as number) : hashed
        }
        starts[count] = start
        ends[count] = i
        count++
      }
      return count
    },
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}

/** The digit's own code (of any script), or -1. */
function digitAt(text: string, i: number): number {
  const code = text.charCodeAt(i)
  if (code <= 127) return code >= ZERO && code <= NINE ? code : -1
  // NaN, past the end, takes this way too.
  const kind = code > 127 ? classify(code) : SEPARATOR
  return kind >= ZERO && kind <= NINE ? kind : -1
}

const THOUSANDS = [',', '{,}', '\\,', '\\!', ',\\!', '{,}\\!']

/** Length of a separator of thousands at `i` that exactly three digits follow; 0 if there is none. */
function thousandsAt(text: string, i: number): number {
  const code = text.charCodeAt(i)
  if (code !== 44 && code !== 92 && code !== 123) return 0
  for (const separator of THOUSANDS) {
    const from = i + separator.length
    if (
      text.startsWith(separator, i) &&
      digitAt(text, from) >= 0 &&
      digitAt(text, from + 1) >= 0 &&
      digitAt(text, from + 2) >= 0 &&
      digitAt(text, from + 3) < 0
    )
      return separator.length
  }
  return 0
}

function isLatin(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

/** The place after `{name}` or `{name*}`, or `i` if no such braces stand there. */
function afterBraces(text: string, i: number): number {
  if (text.charCodeAt(i) !== 123) return i
  const length = text.slice(i, i + MAX_NAME).indexOf('}')
  return length > 0 ? i + length + 1 : i
}
