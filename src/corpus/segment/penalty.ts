/**
 * What a cut costs, by where it is made, against the square of how far a segment is from its fair size (1 = empty or
 * twice as long). So a paragraph's end is worth missing the fair size by about a quarter rather than cutting
 * a sentence's end there, and words are cut only where nothing else is near.
 */
export const PENALTY = {
  chapter: 0,
  section: 0.01,
  paragraph: 0.03,
  item: 0.05,
  /** Each step of indentation of a list item. */
  deeper: 0.01,
  row: 0.1,
  /** A sentence that ends a line, one that ends within it, one whose successor begins small. */
  sentenceLine: 0.09,
  sentence: 0.12,
  weakSentence: 0.2,
  line: 0.25,
  /** Between an introduction ("as follows:") and what it introduces; before a formula on lines of its own. */
  introduction: 0.2,
  codeParagraph: 0.3,
  codeLine: 0.4,
  word: 0.55,
  character: 0.6,
  /** Between a heading and what stands under it, within the head of a table. */
  heading: 0.65,
} as const
