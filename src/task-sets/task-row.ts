import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ANSWER_TYPES, TASK_FORMATS, type Task, VERDICTS } from '../words.js'

const text = z.string().max(200_000)
const count = z.int().min(0)

const answerSchema = z.strictObject({
  /** The Reasoner's generation. */
  text: z.string().max(10_000_000),
  outcome: z.enum(VERDICTS),
  /** The verifier's rule that decided. */
  rule: text,
  /** The final answer as it was found; null if there was none. */
  extracted: z.string().max(10_000_000).nullable(),
})

/** A task with its measured pass rate: a line of the set (docs/task-sets.md). It holds all fields of a `Task`. */
export const taskRowSchema = z.strictObject({
  /** Content-addressed: the same task has the same id in every set. */
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** What the Reasoner is asked, options included. */
  question: text,
  /** The options' texts without letters; empty for free-form tasks. */
  options: z.array(text).max(32),
  gold: text,
  answerType: z.enum([...ANSWER_TYPES, 'choice']),
  format: z.enum(TASK_FORMATS),
  documentId: text,
  documentSource: text,
  quotes: z.array(text).max(32),
  passRate: z.number().min(0).max(1),
  /** Answers that match the gold, of `samples`. */
  passes: count,
  samples: count.min(1),
  /** A Reasoner that saw the document found the gold; null where document and question were too long to ask. */
  auditAgrees: z.boolean().nullable(),
  /** Who posed and who answered: fingerprint of the weights, or endpoint and model. */
  challenger: text,
  reasoner: text,
  seed: count,
  answers: z.array(answerSchema).max(1_000_000).optional(),
})
export type TaskRow = z.infer<typeof taskRowSchema>

/** 16 hexadecimal digits of the sha256 over everything that makes the task that task. */
export function taskId({ format, answerType, question, options, gold }: Task): string {
  return createHash('sha256')
    .update(JSON.stringify([format, answerType, question, options, gold]))
    .digest('hex')
    .slice(0, 16)
}
