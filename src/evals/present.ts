import { randomStream } from '../random/index.js'
import type { Gold } from '../verify/index.js'
import type { EvalQuestion } from './question.js'

export interface PresentedQuestion {
  /** What the Reasoner sees, options included. */
  readonly text: string
  readonly gold: Gold
}

export interface Presentation {
  /** With the index, what the order of unordered options depends on. */
  readonly seed: number
  /** Position of the question in its set. */
  readonly index: number
  /** Between question and options, and between options. */
  readonly separator: ' ' | '\n'
}

const letterOf = (index: number): string => String.fromCharCode(65 + index)

/** A question as the Reasoner is asked it, with the gold that belongs to that order of options. */
export function present(question: EvalQuestion, how: Presentation): PresentedQuestion {
  const { options, answerType } = question
  if (options.length === 0 || question.optionsShown)
    return { text: question.question, gold: { type: answerType, value: question.gold, options } }
  const inOrder = options.map((_, i) => i)
  const order = question.unordered
    ? randomStream({ seed: how.seed, iteration: 0, purpose: 'shuffle', index: how.index }).shuffle(inOrder)
    : inOrder
  const shown = order.map((i) => options[i] as string)
  const value =
    answerType === 'choice' ? letterOf(order.indexOf(question.gold.charCodeAt(0) - 65)) : question.gold
  const lines = shown.map((option, i) => `${letterOf(i)}) ${option}`)
  return {
    text: [question.question, ...lines].join(how.separator),
    gold: { type: answerType, value, options: shown },
  }
}
