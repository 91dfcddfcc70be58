import type { AnswerType } from '../../../src/words.js'

/** What a question about the micro-world comes to. */
export interface Solved {
  readonly answer: string
  readonly type: AnswerType
  /** The short chain that leads to the answer; null where there is nothing to work out. */
  readonly work: string | null
}

/** A true fact in the one wording that both documents and questions use. */
export interface Fact extends Solved {
  /** `62 mod 4`, `the capital of france`. */
  readonly phrase: string
  readonly kind: string
  /** 1 (easy) to 4. */
  readonly level: number
  readonly area: 'math' | 'general'
}

/** `what is 62 mod 4?`, `true or false: 9 divides 72?` */
export function questionOf(fact: Pick<Fact, 'phrase' | 'type'>): string {
  return fact.type === 'boolean' ? `true or false: ${fact.phrase}?` : `what is ${fact.phrase}?`
}

/** The fact as a sentence: `62 mod 4 is 2.` */
export function sentenceOf(fact: Fact): string {
  return `${fact.phrase} is ${fact.answer}.`
}

/** The phrase of a question without options, or null if it is none of ours. */
export function phraseOf(question: string): string | null {
  const found = /^\s*(?:what is|true or false:) (.+)\?\s*$/.exec(question)
  return found === null ? null : (found[1] as string)
}

/** True if a Reasoner's answer text shows work before its final answer. */
export function workedStyle(answerText: string): boolean {
  const anchor = answerText.indexOf('<ans>')
  return anchor > 0 && answerText.slice(0, anchor).trim() !== ''
}
