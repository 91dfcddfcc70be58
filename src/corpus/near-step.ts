import { createNearDuplicates } from './dedup/index.js'
import type { NearContext, NearDuplicates } from './steps.js'

/** The step that finds near-duplicates, and what it was made of. */
export interface NearStep {
  readonly settings: unknown
  create(context: NearContext): NearDuplicates
}

/**
 * Drops documents whose sets of five words in a row are at least this similar to those of a kept one (Jaccard).
 * Throws SpiceError('config') for a threshold outside (0.3, 1] when the build begins.
 */
export function nearDuplicates(threshold: number): NearStep {
  return {
    settings: { threshold },
    create: ({ signatures, textOf }) => createNearDuplicates({ threshold, signatures, textOf }),
  }
}
