import { goldOf } from '../roles/index.js'
import { verify } from '../verify/index.js'
import type { Document, Task } from '../words.js'
import type { AnsweredDocument } from './answer.js'
import type { Game } from './game.js'
import { fitsContext, generate } from './generate.js'
import type { Voice } from './voices.js'

export interface AuditedTask {
  readonly task: Task
  readonly document: Document
}

/**
 * Does a Reasoner that sees the document agree with the gold answer? One greedy answer per different prompt; null where
 * document and question exceed the context. A disagreement hints at a wrong key (or at a weak auditor).
 */
export async function openBookAudit(
  game: Game,
  iteration: number,
  tasks: readonly AuditedTask[],
  auditor: Voice,
): Promise<(boolean | null)[]> {
  const { config } = game
  const { roles } = auditor
  const rows = new Map<string, number>()
  const prompts: Int32Array[] = []
  const nameOf = ({ task, document }: AuditedTask) => `${document.id}\n${task.question}`
  for (const audited of tasks) {
    if (rows.has(nameOf(audited))) continue
    const prompt = roles.auditorPrompt(audited.document, audited.task.question)
    const fits = fitsContext(auditor, prompt, config.maxAnswerTokens)
    rows.set(nameOf(audited), fits ? prompts.push(prompt) - 1 : -1)
  }
  const answers = await generate(game, {
    voice: auditor,
    prompts,
    n: 1,
    maxTokens: config.maxAnswerTokens,
    greedy: true,
    phase: 'audit',
    iteration,
    purpose: 'audit',
    indices: prompts.map((_, i) => i),
  })
  return tasks.map((audited) => {
    const text = answers[rows.get(nameOf(audited)) as number]?.[0]?.text
    return text === undefined
      ? null
      : verify(goldOf(audited.task), text, { ...roles.finalAnswer, form: 'worked-out' }).outcome === 'match'
  })
}

/** Audits the answered tasks that have not been audited yet, for measurement, where that is wanted and there are documents. */
export async function auditAnswered(
  game: Game,
  iteration: number,
  documents: readonly Document[],
  answered: readonly AnsweredDocument[],
  auditor: Voice,
): Promise<AnsweredDocument[]> {
  const { grounding, validity } = game.config
  if (grounding === 'none' || !validity.measureAudit) return [...answered]
  const open = answered.flatMap(({ tasks }, d) =>
    tasks.flatMap(({ task, auditAgrees }) =>
      auditAgrees === null ? [{ task, document: documents[d] as Document }] : [],
    ),
  )
  const agrees = await openBookAudit(game, iteration, open, auditor)
  let next = 0
  return answered.map((document) => ({
    ...document,
    tasks: document.tasks.map((task) =>
      task.auditAgrees === null ? { ...task, auditAgrees: agrees[next++] ?? null } : task,
    ),
  }))
}
