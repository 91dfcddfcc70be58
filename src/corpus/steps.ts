import type { TextFormat } from './reading.js'
import type { Segment, SegmentBudget } from './segment/index.js'

/**
 * What build.ts asks of each step between a file and the index: narrow functions, so that a step knows nothing of the
 * others, nor of the index. All are deterministic, bounded in time, and throw only where told.
 */

/**
 * src/corpus/clean: one text made clean, as long as it was or shorter; an empty one is dropped. Calls `note` once for
 * each thing that it did to this text (`unicode-repaired`, `boilerplate-lines`), by a name that is always the same.
 */
export type Clean = (text: string, format: TextFormat, note: (change: string) => void) => string

/** src/corpus/segment: cuts a text that may be too long, along its structure; one segment if it fits. */
export type SegmentText = (text: string, format: TextFormat, budget: SegmentBudget) => readonly Segment[]

/** src/corpus/clean: `drop` is a reason that is always the same (`too-short`, `repeated-lines`, `language`). */
export interface Judgement {
  readonly drop?: string | undefined
  /** ISO 639-1, two small letters, where it was told. */
  readonly language?: string | undefined
}
export type Filter = (text: string, format: TextFormat) => Judgement

/**
 * src/corpus/dedup: near-duplicates among the documents that were kept, so that the state follows from them alone.
 * Positions are those of documents.bin.
 */
export interface NearDuplicates {
  /** What is compared of a text (MinHash); undefined where it is too short to tell. */
  sign(text: string): Uint32Array | undefined
  /** The position of a kept document that is at least as alike as the threshold. */
  find(signature: Uint32Array, text: string): number | undefined
  add(signature: Uint32Array, position: number): void
  /** Writes to the file of signatures what was added, for a resumed build to restore. */
  save(): void
  /** Takes up the signatures of the first `count` documents from that file, and forgets the others. */
  restore(count: number): void
  close(): void
}

/** What a step for near-duplicates may use of the build. */
export interface NearContext {
  /** Path of a file for signatures; it goes when the build is done. */
  readonly signatures: string
  /** The text of a kept document. */
  textOf(position: number): string
}

/** src/contamination: one passage of a document that stands in an evaluation set. UTF-16 positions in the text. */
export interface ContaminationHit {
  readonly set: string
  /** Hash of the item, so that items need not be shipped. */
  readonly item: string
  readonly start: number
  readonly end: number
}
export interface ContaminationIndex {
  /** sha256 over the index's content: part of what the corpus was built with. */
  readonly hash: string
  check(text: string): readonly ContaminationHit[]
}
