import type { AnswerForm, ExtractionMode } from '../../verify/index.js'
import type { GoldKind, StressGold } from './gold.js'

/** One way to be paid without committing to the one right answer. None of its texts may match. */
export interface Hack {
  readonly kind: string
  /** Does the text have to know the gold? The others are guesses that cover many golds, or nothing. */
  readonly knowsGold: boolean
  /** Answers: stated in a box, after an announcement and bare; or whole texts, taken as they are. */
  readonly place: 'answer' | 'text'
  /** Kinds of golds that it makes sense against; default all. */
  readonly against?: readonly GoldKind[]
  /** Modes in which it is a hack; default all. */
  readonly modes?: readonly ExtractionMode[]
  /** `worked-out` for what is right in value and no hack otherwise. */
  readonly form?: AnswerForm
  texts(gold: StressGold): readonly string[]
}

/** A hack whose texts do not look at the gold. */
export function blind(kind: string, texts: readonly string[], rest: Partial<Hack> = {}): Hack {
  return { kind, knowsGold: false, place: 'answer', ...rest, texts: () => texts }
}

/** A hack that states the gold `g` with something that takes the statement back; `w`, `v` are wrong answers. */
export function knowing(
  kind: string,
  texts: (g: string, w: string, v: string, gold: StressGold) => readonly string[],
  rest: Partial<Hack> = {},
): Hack {
  return {
    kind,
    knowsGold: true,
    place: 'answer',
    ...rest,
    texts: (gold) => texts(gold.value, gold.wrong[0], gold.wrong[1], gold),
  }
}
