import { z } from 'zod'
import type { Tokenizer } from '../tokenizer/index.js'

/**
 * `exact` counts every document; `fit` counts only where it decides whether a text fits; `estimate` counts a small
 * share of the texts and infers the rest, since counting all of them would be most of a build's time.
 */
export type TokenPolicy = 'exact' | 'fit' | 'estimate'

/** What the estimate has learned so far, of one source. Part of the journal. */
export const calibrationSchema = z.strictObject({
  /** UTF-8 bytes seen, and of the sampled passages: bytes, units (see `unitsOf`) and tokens. */
  seen: z.number().min(0),
  bytes: z.number().min(0),
  units: z.number().min(0),
  tokens: z.number().min(0),
})
export type Calibration = z.infer<typeof calibrationSchema>

/** Texts that are read closely: all of the first, then this share. */
const SAMPLED_BYTES = 64 << 10
const SAMPLED_SHARE = 0.002
const SAMPLE_CHARACTERS = 4096
/** An estimate is at most this factor off in either direction, or so we take it (measured: docs/corpus.md). */
export const MARGIN = 1.25
/** Longer texts are counted in parts: tokenizers may take the square of an unbroken run. */
const MAX_COUNTED_CHARACTERS = 16_384

export interface Counted {
  readonly tokens: number
  readonly exact: boolean
}

export class TokenCounter {
  #calibration: Calibration

  constructor(
    private readonly tokenizer: Pick<Tokenizer, 'encode'>,
    readonly policy: TokenPolicy,
    calibration?: Calibration,
  ) {
    this.#calibration = { ...(calibration ?? { seen: 0, bytes: 0, units: 0, tokens: 0 }) }
  }

  calibration(): Calibration {
    return { ...this.#calibration }
  }

  /** Another source: its texts may be of another kind. */
  restart(): void {
    this.#calibration = { seen: 0, bytes: 0, units: 0, tokens: 0 }
  }

  /** To be told of every text, in order, before anything is asked about it. */
  learn(text: string, bytes: number): void {
    if (this.policy !== 'estimate') return
    const known = this.#calibration
    known.seen += bytes
    if (known.bytes >= SAMPLED_BYTES && known.bytes >= known.seen * SAMPLED_SHARE) return
    const sample = text.slice(0, SAMPLE_CHARACTERS)
    known.bytes += Buffer.byteLength(sample)
    known.units += unitsOf(sample)
    known.tokens += this.tokenizer.encode(sample).length
  }

  /** Whether the text has at most `maxTokens` tokens. A byte-level token spells at least one byte. */
  fits(text: string, bytes: number, maxTokens: number): boolean {
    if (bytes <= maxTokens) return true
    if (this.policy !== 'estimate') return this.count(text) <= maxTokens
    const likely = this.#likely(text)
    if (likely * MARGIN <= maxTokens) return true
    return likely / MARGIN <= maxTokens && this.count(text) <= maxTokens
  }

  /** The count that segmenting goes by: exact, or on the safe side. */
  readonly atMost = (text: string): number =>
    this.policy === 'estimate'
      ? Math.min(Buffer.byteLength(text), Math.ceil(this.#likely(text) * MARGIN))
      : this.count(text)

  /** What is recorded of a document. */
  of(text: string, bytes: number): Counted {
    if (this.policy === 'exact') return { tokens: this.count(text), exact: true }
    const { bytes: sampled, tokens } = this.#calibration
    // The mean rate is enough here and needs no look at the text.
    const tokensPerByte = sampled > 0 ? tokens / sampled : 1
    return { tokens: Math.min(bytes, Math.round(bytes * tokensPerByte)), exact: false }
  }

  /** Exact up to the few tokens that a cut of a very long text may add. */
  count(text: string): number {
    if (text.length <= MAX_COUNTED_CHARACTERS) return this.tokenizer.encode(text).length
    let tokens = 0
    for (let start = 0; start < text.length; ) {
      let end = Math.min(text.length, start + MAX_COUNTED_CHARACTERS)
      const space = end < text.length ? text.lastIndexOf(' ', end) : -1
      if (space > start) end = space
      tokens += this.tokenizer.encode(text.slice(start, end)).length
      start = end
    }
    return tokens
  }

  #likely(text: string): number {
    const { units, tokens } = this.#calibration
    return units > 0 ? (unitsOf(text) * tokens) / units : Number.POSITIVE_INFINITY
  }
}

const LONG_RUN = 24

/**
 * About how many tokens a text has, up to a factor that calibration finds: words cost by their letters, digits and
 * signs one each, capitals and long unbroken runs (keys, base64) more than words, other scripts more than Latin.
 */
function unitsOf(text: string): number {
  let units = 0
  let run = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    run = code > 32 ? run + 1 : 0
    units += code < 128 ? (WEIGHTS[code] as number) : code < 0x250 ? 0.8 : 1.4
    if (run > LONG_RUN && code < 128) units += 0.4
  }
  return units
}

const WEIGHTS = Float64Array.from({ length: 128 }, (_, code) => {
  if (code === 32) return 0.08
  if (code < 32) return 0.5
  if (code >= 97 && code <= 122) return 0.2
  if (code >= 65 && code <= 90) return 0.35
  return 0.9
})
