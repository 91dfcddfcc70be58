import type { TextFormat } from '../reading.js'
import { boilerplate } from './boilerplate.js'
import { compose } from './compose.js'
import { control } from './control.js'
import { invisible } from './invisible.js'
import { mojibake } from './mojibake.js'
import { pageEdges } from './page-edges.js'
import { repeatedLines } from './repeated-lines.js'
import { CLEAN_STEPS, type CleanStep, type CleanStepName, type CleanSteps } from './steps.js'
import { surrogates } from './surrogates.js'
import { whiteSpace } from './white-space.js'

/** What cleaning did, by step: characters, sequences or lines; absent where there was nothing to do. */
export type CleanTally = Readonly<Partial<Record<CleanStepName, number>>>

export interface CleanedText {
  readonly text: string
  readonly changed: CleanTally
  /** U+FFFD that the text holds: what was lost before it came here. */
  readonly replacementCharacters: number
}

const STEPS: Readonly<Record<CleanStepName, CleanStep>> = {
  surrogates,
  mojibake,
  compose,
  control,
  invisible,
  'page-edges': pageEdges,
  boilerplate,
  'repeated-lines': repeatedLines,
  'white-space': whiteSpace,
}
const NOTHING: CleanTally = Object.freeze({})
const BEYOND_ASCII = /[\x80-\uffff]/

/** Takes all steps, in their order, that `steps` does not switch off. A function of its arguments, in linear time. */
export function cleanText(text: string, format: TextFormat, steps: CleanSteps = {}): CleanedText {
  const ascii = !BEYOND_ASCII.test(text)
  let cleaned = text
  let changed: Partial<Record<CleanStepName, number>> | undefined
  for (const name of CLEAN_STEPS) {
    const step = STEPS[name]
    if (steps[name] === false || (ascii && step.beyondAscii)) continue
    const result = step.clean(cleaned, format)
    if (!result) continue
    cleaned = result.text
    changed = { ...changed, [name]: result.count }
  }
  // Lines that went may leave empty ones side by side.
  if (changed && steps['white-space'] !== false && (changed.boilerplate || changed['repeated-lines'])) {
    cleaned = whiteSpace.clean(cleaned, format)?.text ?? cleaned
  }
  return {
    text: cleaned,
    changed: changed ?? NOTHING,
    replacementCharacters: ascii ? 0 : replacementCharacters(cleaned),
  }
}

function replacementCharacters(text: string): number {
  let count = 0
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count++
  return count
}
