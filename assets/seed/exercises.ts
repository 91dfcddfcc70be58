import type { RandomStream } from '../../src/random/index.js'
import {
  drawChoices,
  drawGeneral,
  drawMath,
  type Fact,
  mathRivals,
  optionsText,
  questionOf,
  type Split,
} from './world/index.js'

/** A question as a Reasoner sees it. */
export interface Exercise {
  readonly fact: Fact
  /** Options included. */
  readonly question: string
  /** Empty for free-form questions. */
  readonly options: readonly string[]
  /** The final answer: a letter if there are options. */
  readonly gold: string
}

/** Share of exercises that offer options. */
const CHOICE_SHARE = 0.2

/** Difficulty of math exercises: a long tail. */
export const LEVEL_SHARES = [0.32, 0.3, 0.23, 0.15]

export function drawExercise(rng: RandomStream, area: Fact['area'], split: Split, level?: number): Exercise {
  const fact =
    area === 'math'
      ? drawMath(rng, { split, ...(level === undefined ? {} : { level }) })
      : drawGeneral(rng, split)
  return rng.uniform() < CHOICE_SHARE ? (asChoice(rng, fact) ?? asFreeForm(fact)) : asFreeForm(fact)
}

export function asFreeForm(fact: Fact): Exercise {
  return { fact, question: questionOf(fact), options: [], gold: fact.answer }
}

/** The fact as a question with four options, or null if it makes none. */
export function asChoice(
  rng: RandomStream,
  fact: Fact & { readonly rivals?: readonly string[] },
): Exercise | null {
  const choices = drawChoices(rng, fact, fact.rivals ?? mathRivals(fact))
  if (choices === null) return null
  return { fact, question: questionOf(fact) + optionsText(choices.options), ...choices }
}

/** The chain before the final answer; a choice is worked by saying the answer first. Null: nothing to work out. */
export function workOf({ fact, options }: Exercise): string | null {
  if (options.length === 0) return fact.work
  return fact.work ?? fact.answer
}
