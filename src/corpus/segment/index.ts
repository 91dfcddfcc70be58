export { fencedBlocks } from './fences.js'
export { type Segment, type SegmentBudget, segment } from './segment.js'
export type { Span } from './span.js'
export { plainCounter, type TokenCounter, tokenCounter } from './token-counter.js'
