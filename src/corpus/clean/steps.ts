import type { TextFormat } from '../reading.js'

/** The steps of cleaning, in the order in which they are taken. */
export const CLEAN_STEPS = [
  'surrogates',
  'mojibake',
  'control',
  'invisible',
  'compose',
  'page-edges',
  'white-space',
  'boilerplate',
  'repeated-lines',
] as const
export type CleanStepName = (typeof CLEAN_STEPS)[number]

/** Which steps are taken. All are, unless they are switched off. */
export type CleanSteps = Readonly<Partial<Record<CleanStepName, boolean>>>

/** What a step made of a text, and how many characters, lines or sequences it touched. */
export interface Cleaned {
  readonly text: string
  readonly count: number
}

export interface CleanStep {
  /** Plain ASCII passes unchanged. */
  readonly beyondAscii: boolean
  /** Undefined if there was nothing to do. Linear in the text's length. */
  clean(text: string, format: TextFormat): Cleaned | undefined
}
