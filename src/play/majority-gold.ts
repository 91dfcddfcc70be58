import { goldOf, type Roles } from '../roles/index.js'
import { conforms, extractAnswer, verify } from '../verify/index.js'
import type { Task } from '../words.js'

/**
 * The final answer that most of the texts agree with (R-Zero's pseudo-gold), by the verifier's own equivalence; the
 * earliest one among equals. Answers that are not of the task's type don't stand for election. Null if none does.
 */
export function majorityGold(
  task: Task,
  texts: readonly string[],
  finalAnswer: Roles['finalAnswer'],
): string | null {
  const how = { ...finalAnswer, form: 'worked-out' } as const
  let best: string | null = null
  let bestVotes = 0
  const anchor = finalAnswer.mode === 'anchored' ? finalAnswer.anchor : undefined
  for (const text of texts) {
    const extraction = extractAnswer(text, finalAnswer.mode, anchor)
    const candidate = extraction.found ? readAs(task, extraction.answer) : null
    if (candidate === null) continue
    const gold = goldOf({ ...task, gold: candidate })
    const votes = texts.filter((other) => verify(gold, other, how).outcome === 'match').length
    if (votes > bestVotes) {
      best = candidate
      bestVotes = votes
    }
  }
  return best
}

/** An answer as a gold of the task's type: the letter of the option that it means, or itself if it conforms. */
function readAs(task: Task, given: string): string | null {
  if (task.answerType !== 'choice') return conforms(task.answerType, given) ? given : null
  const letters = task.options.map((_, i) => String.fromCharCode(65 + i))
  const whole = { mode: 'whole', form: 'worked-out' } as const
  return letters.find((gold) => verify(goldOf({ ...task, gold }), given, whole).outcome === 'match') ?? null
}
