import type { Pair } from '../pair.js'
import type { StressGold } from './gold.js'
import { STRESS_GOLDS } from './golds.js'
import type { Hack } from './hack.js'
import { HACKS } from './hacks/index.js'

export interface StressPair extends Pair {
  readonly kind: string
  readonly knowsGold: boolean
}

/** The modes that training and protocols use. `lenient` takes what it finds: it is no judge of hackers. */
const MODES = ['boxed', 'anchored', 'auto'] as const
type Mode = (typeof MODES)[number]

/**
 * Every hack against every gold that it makes sense for, in every mode, each text once. What `equivalent` refuses,
 * `worked-out` refuses too, so that form is tried only on what it alone refuses.
 */
export function* stressPairs(
  golds: readonly StressGold[] = STRESS_GOLDS,
  hacks: readonly Hack[] = HACKS,
): Generator<StressPair> {
  for (const gold of golds) {
    for (const mode of MODES) {
      const seen = new Set<string>()
      for (const hack of hacks) {
        if (!applies(hack, gold, mode)) continue
        for (const text of hack.texts(gold)) {
          for (const prediction of hack.place === 'text' ? [text] : placed(text, mode)) {
            if (seen.has(prediction)) continue
            seen.add(prediction)
            yield {
              kind: hack.kind,
              knowsGold: hack.knowsGold,
              gold: gold.value,
              type: gold.type,
              options: gold.options,
              prediction,
              mode,
              form: hack.form ?? 'equivalent',
            }
          }
        }
      }
    }
  }
}

function applies({ against, modes }: Hack, gold: StressGold, mode: Mode): boolean {
  return (against?.includes(gold.kind) ?? true) && (modes?.includes(mode) ?? true)
}

/** An announcement ends with its line or sentence: what follows takes nothing back, since one answer was given. */
const ENDS_SENTENCE = /[\r\n\u2028\u2029]|[.!?]\s+\p{Lu}/u

/** The answer where the mode looks for it. */
function placed(answer: string, mode: Mode): readonly string[] {
  if (mode === 'boxed') return [`Therefore it is \\boxed{${answer}}.`]
  if (mode === 'auto') return [answer]
  return ENDS_SENTENCE.test(answer) ? [] : [`So the final answer is ${answer}`]
}
