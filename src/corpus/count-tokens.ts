import { z } from 'zod'
import type { Tokenizer } from '../tokenizer/index.js'
import { plainCounter, type TokenCounter, tokenCounter } from './segment/index.js'

/**
 * `exact` counts every text with the tokenizer, which is most of a build's time (about a megabyte a second). `estimate`
 * adds up the tokens of words where a text may be too long, counts exactly only near the budget, and records for the
 * rest what their length makes likely. A text of fewer bytes than the budget has tokens fits either way.
 */
export const TOKEN_POLICIES = ['exact', 'estimate'] as const
export type TokenPolicy = (typeof TOKEN_POLICIES)[number]

/** Bytes and tokens of one source's texts that were looked at, of `seen` bytes in all. Part of the journal. */
export const calibrationSchema = z.strictObject({
  seen: z.number().min(0),
  bytes: z.number().min(0),
  tokens: z.number().min(0),
})
export type Calibration = z.infer<typeof calibrationSchema>

const UNKNOWN: Calibration = { seen: 0, bytes: 0, tokens: 0 }
/** Looked at: all of the first texts, then this share. */
const SAMPLED_BYTES = 256 << 10
const SAMPLED_SHARE = 1 / 256
const SAMPLE_CHARACTERS = 16_384

export interface Counted {
  readonly tokens: number
  readonly exact: boolean
}

/** Tokens of texts by the policy. What it says depends on the texts it was told of before, in their order. */
export class TokenMeter {
  /** What segmenting goes by. */
  readonly counter: TokenCounter
  #known: Calibration

  constructor(
    tokenizer: Pick<Tokenizer, 'encode'>,
    readonly policy: TokenPolicy,
    calibration: Calibration = UNKNOWN,
  ) {
    this.counter =
      policy === 'exact' ? plainCounter((text) => tokenizer.encode(text).length) : tokenCounter(tokenizer)
    this.#known = { ...calibration }
  }

  calibration(): Calibration {
    return { ...this.#known }
  }

  /** Another source begins: its texts may be of another kind. */
  restart(): void {
    this.#known = { ...UNKNOWN }
  }

  /** Tokens of a document of so many UTF-8 bytes. */
  of(text: string, bytes: number): Counted {
    if (this.policy === 'exact') return { tokens: this.counter.exact(text), exact: true }
    const known = this.#known
    known.seen += bytes
    if (known.bytes < SAMPLED_BYTES || known.bytes < known.seen * SAMPLED_SHARE) {
      const sample = text.slice(0, SAMPLE_CHARACTERS)
      known.bytes += Buffer.byteLength(sample)
      known.tokens += this.counter.estimate(sample)
    }
    const tokensPerByte = known.bytes > 0 ? known.tokens / known.bytes : 1
    return { tokens: Math.min(bytes, Math.ceil(bytes * tokensPerByte)), exact: false }
  }
}
