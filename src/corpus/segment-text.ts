import { segment } from './segment.js'
import type { Segment, SegmentText } from './steps.js'

/** Paragraphs, lines, sentences, words, with their places in the text. */
export const segmentText: SegmentText = (text, _format, { maxTokens, count }) => {
  let from = 0
  return segment(text, maxTokens, count).map((part): Segment => {
    const start = text.indexOf(part, from)
    from = start + part.length
    return { text: part, start, end: from }
  })
}
