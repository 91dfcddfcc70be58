import type { ContaminationIndex } from '../../contamination/index.js'
import type { Document, Task } from '../../words.js'
import { splitOptions } from '../options.js'
import type { CheckReason } from '../reasons.js'

export interface CheckedTask {
  readonly task: Task
  readonly document: Document
  /** Fingerprints of the questions of earlier iterations. */
  readonly earlier: ReadonlySet<string>
  /** Evaluation items that no question may repeat. */
  readonly contamination?: ContaminationIndex | undefined
}

/** A check beyond the paper on a challenge that parsed. Pure; work grows with the lengths of the texts only. */
export interface ValidityCheck {
  readonly reason: CheckReason
  fails(checked: CheckedTask): boolean
}

/** The question without its options. */
export function stemOf(task: Task): string {
  return task.format === 'mcq' ? splitOptions(task.question).stem : task.question
}

/** What the gold answer says in words: the right option's text, the items of a list; empty for true and false. */
export function goldPhrases(task: Task): string[] {
  if (task.answerType === 'boolean') return []
  if (task.answerType === 'choice') return [task.options[task.gold.charCodeAt(0) - 65] ?? ''].filter(Boolean)
  if (task.answerType === 'list')
    return task.gold
      .split(/[,;]/)
      .map((item) => item.trim())
      .filter(Boolean)
  return [task.gold]
}
