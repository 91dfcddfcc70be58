import { hash } from 'node:crypto'
import type { TokenMeter } from './count-tokens.js'
import { CONTAMINATED, ESTIMATED_TOKENS } from './document-record.js'
import type { IdSet } from './id-set.js'
import type { TextFormat } from './reading.js'
import type { Segment } from './segment/index.js'
import type {
  Clean,
  ContaminationHit,
  ContaminationIndex,
  Filter,
  NearDuplicates,
  SegmentText,
} from './steps.js'
import { countUp, type StepName, type Tallies } from './tally.js'

/** The steps between a text that was read and a document that is kept; undefined ones are off. */
export interface IntakeSteps {
  readonly clean: Clean | undefined
  readonly segment: SegmentText
  readonly filter: Filter | undefined
  readonly near: NearDuplicates | undefined
  readonly contamination:
    | { readonly action: 'drop' | 'flag' | 'keep'; readonly index: ContaminationIndex }
    | undefined
  readonly exact: boolean
  readonly documentTokens: number
  readonly minTokens: number
}

/** A document that passed all steps, or one that only contamination keeps out: its hits are reported all the same. */
export interface Judged {
  readonly dropped: boolean
  readonly idHigh: number
  readonly idLow: number
  readonly tokens: number
  /** `tokens` is no estimate. */
  readonly counted: boolean
  readonly language: string
  readonly flags: number
  /** From 1 where the text was cut into several; else 0. */
  readonly part: number
  readonly segment: Segment
  readonly hits: readonly ContaminationHit[]
}

/** Where documents go. */
export interface Sink {
  /** The UTF-8 bytes of a text that may become the next document; valid until the next call. */
  stage(text: string): Uint8Array
  readonly documents: number
}

const NO_HITS: readonly ContaminationHit[] = []

/**
 * One text in, its documents out: clean, segment, filter, then drop exact duplicates, near ones, and what stands in
 * evaluation sets. "Seen" means kept: what a later step drops is not remembered, so the state of a build follows from
 * its index alone.
 */
export class Intake {
  constructor(
    private readonly steps: IntakeSteps,
    private readonly meter: TokenMeter,
    private readonly seen: IdSet,
    private readonly tallies: Tallies,
    private readonly sink: Sink,
  ) {}

  /** The documents of a text, each to be written before the next is asked for. */
  *documents(raw: string, format: TextFormat): Generator<Judged> {
    const text = this.#clean(raw, format)
    if (text === '') return
    const segments = this.#segment(text, format)
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i] as Segment
      const judged = this.#judge(segment, format, segments.length > 1 ? i + 1 : 0)
      if (judged) yield judged
    }
  }

  #clean(raw: string, format: TextFormat): string {
    const { clean } = this.steps
    if (!clean) return raw
    const tally = this.tallies.clean
    tally.in++
    const text = clean(raw, format, (change) => countUp(tally.changed, change))
    if (text === '') countUp(tally.dropped, 'empty')
    else tally.out++
    return text
  }

  #segment(text: string, format: TextFormat): readonly Segment[] {
    const { documentTokens, segment } = this.steps
    const tally = this.tallies.segment
    tally.in++
    // A character is at most three bytes, and a byte at most one token: most texts need no counting.
    const segments =
      text.length * 3 <= documentTokens || Buffer.byteLength(text) <= documentTokens
        ? whole(text)
        : segment(text, format, { maxTokens: documentTokens, counter: this.meter.counter })
    if (segments.length === 0) countUp(tally.dropped, 'empty')
    else tally.out += segments.length
    return segments
  }

  #judge(segment: Segment, format: TextFormat, part: number): Judged | undefined {
    const { filter, minTokens, exact, near, contamination } = this.steps
    const { text } = segment
    const judgement = filter?.(text, format)
    if (judgement && !this.#pass('filter', judgement.drop)) return undefined

    const bytes = this.sink.stage(text)
    const { tokens, exact: counted } = this.meter.of(text, bytes.length)
    if (minTokens > 0 && !this.#pass('length', tokens < minTokens ? 'too-few-tokens' : undefined))
      return undefined

    const digest = hash('sha256', bytes, 'buffer')
    const idHigh = digest.readUInt32BE(0)
    const idLow = digest.readUInt32BE(4)
    if (exact && !this.#pass('exact', this.seen.has(idHigh, idLow) ? 'duplicate' : undefined))
      return undefined

    const signature = near?.sign(text)
    if (near) {
      const double = signature && near.find(signature, text) !== undefined
      if (!this.#pass('near', double ? 'near-duplicate' : undefined)) return undefined
    }
    const hits = contamination?.index.check(text) ?? NO_HITS
    const dropped = hits.length > 0 && contamination?.action === 'drop'
    if (contamination) this.#pass('contamination', dropped ? 'contaminated' : undefined)
    if (!dropped) {
      if (exact) this.seen.add(idHigh, idLow)
      if (near && signature) near.add(signature, this.sink.documents)
    }
    const flagged = hits.length > 0 && contamination?.action === 'flag' ? CONTAMINATED : 0
    const flags = (counted ? 0 : ESTIMATED_TOKENS) | flagged
    return {
      dropped,
      idHigh,
      idLow,
      tokens,
      counted,
      language: judgement?.language ?? '',
      flags,
      part,
      segment,
      hits,
    }
  }

  #pass(step: StepName, drop: string | undefined): boolean {
    const tally = this.tallies[step]
    tally.in++
    if (drop === undefined) tally.out++
    else countUp(tally.dropped, drop)
    return drop === undefined
  }
}

function whole(text: string): Segment[] {
  const trimmed = text.trim()
  if (trimmed === '') return []
  if (trimmed.length === text.length) return [{ text, start: 0, end: text.length }]
  const start = text.length - text.trimStart().length
  return [{ text: trimmed, start, end: start + trimmed.length }]
}
