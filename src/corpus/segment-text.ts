import { plainCounter, segment } from './segment/index.js'
import type { SegmentText } from './steps.js'

/** Along the text's structure, with places in the text. */
export const segmentText: SegmentText = (text, format, { maxTokens, count }) =>
  segment(text, format, { maxTokens, counter: plainCounter(count) })
