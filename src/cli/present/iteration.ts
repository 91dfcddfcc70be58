import { SpiceError } from '../../errors.js'
import {
  type AnswerRecord,
  type ChallengeRecord,
  type DocumentRecord,
  type IterationRecord,
  PHASES,
} from '../../play/index.js'
import type { Task } from '../../words.js'
import type { Output } from '../output.js'
import { decimal, duration, percent } from './numbers.js'
import { block, oneLine } from './text.js'

export interface IterationView {
  /** Only this document; all if undefined. */
  readonly document: number | undefined
  /** Whole texts. */
  readonly full: boolean
}

/** Everything that happened in one iteration, document by document. */
export function presentIteration(output: Output, record: IterationRecord, view: IterationView): void {
  const chosen = record.documents
    .map((used, position) => ({ used, position }))
    .filter(({ position }) => view.document === undefined || position === view.document)
  if (chosen.length === 0) {
    throw new SpiceError('input', `Iteration ${record.iteration} has no document ${view.document}`, {
      hint: `It has ${record.documents.length}, counted from 0`,
    })
  }
  output.data(view.document === undefined ? record : { ...record, documents: chosen.map(({ used }) => used) })
  if (output.json) return
  output.say(output.style('bold', `iteration ${record.iteration}`))
  output.say(PHASES.map((phase) => `${phase} ${duration(record.seconds[phase])}`).join('   '))
  for (const { used, position } of chosen) presentDocument(output, used, position, view.full)
}

function presentDocument(output: Output, used: DocumentRecord, position: number, full: boolean): void {
  const { document, request } = used
  const by =
    used.selectorText === null
      ? ''
      : used.selectorFallback
        ? ', selector unreadable: fallback'
        : ', by selector'
  output.say()
  output.say(
    output.style('bold', `document ${position}`) +
      output.style('dim', `  ${document.id}  ${document.source}`),
  )
  output.say(full ? block(document.text, '  | ') : `  | ${oneLine(document.text, output.columns - 4)}`)
  output.say(`  asked for: ${request.format} (${request.answerType})${by}`)
  const reasons = Object.entries(used.reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} ${times}`)
  output.say(
    `  attempts: ${used.attempts}, valid ${used.validAttempts}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`,
  )
  if (used.challenges.length === 0)
    output.say("  no attempt was valid: the document left both roles' batches")
  used.challenges.forEach((challenge, index) => {
    presentChallenge(output, challenge, index, full)
  })
}

function presentChallenge(output: Output, challenge: ChallengeRecord, index: number, full: boolean): void {
  const state = challenge.valid
    ? `${output.style('green', 'valid')}  pass rate ${percent(challenge.passRate, 0)}`
    : `${output.style('red', 'invalid')}  ${challenge.reason ?? 'no reason'}`
  const numbers = `reward ${decimal(challenge.reward)}  advantage ${decimal(challenge.advantage)}`
  const marks = [challenge.chosen ? 'chosen' : '', challenge.trained ? '' : 'no gradient'].filter(
    (mark) => mark !== '',
  )
  output.say(`  challenge ${index}  ${state}  ${numbers}${marks.length > 0 ? `  [${marks.join(', ')}]` : ''}`)
  const checks: string[] = [...challenge.failedChecks]
  if (challenge.auditAgrees !== null) checks.push(challenge.auditAgrees ? 'audit agrees' : 'audit disagrees')
  if (checks.length > 0) output.say(output.style('dim', `    checks: ${checks.join(', ')}`))
  if (challenge.task === null || full) {
    output.say(full ? block(challenge.text, '    ') : `    ${oneLine(challenge.text, output.columns - 5)}`)
  }
  if (challenge.task !== null) presentTask(output, challenge.task)
  challenge.answers.forEach((answer, position) => {
    presentAnswer(output, answer, position, full)
  })
}

function presentTask(output: Output, task: Task): void {
  output.say(block(`Q: ${task.question}`, '    '))
  const gold = task.format === 'mcq' ? task.options[task.gold.charCodeAt(0) - 65] : undefined
  output.say(
    `    gold: ${oneLine(task.gold, 200)}${gold === undefined ? '' : ` (${oneLine(gold, 200)})`}  [${task.answerType}]`,
  )
  for (const quote of task.quotes)
    output.say(output.style('dim', `    quote: ${oneLine(quote, output.columns - 12)}`))
}

function presentAnswer(output: Output, answer: AnswerRecord, position: number, full: boolean): void {
  const { outcome, rule, extracted } = answer.verdict
  const verdict = output.style(outcome === 'match' ? 'green' : 'red', outcome.padEnd(10))
  const found = extracted === null ? '' : ` ${oneLine(extracted, 30)}`
  const advantage = answer.advantage === null ? '' : `  advantage ${decimal(answer.advantage)}`
  output.say(`      answer ${position}  ${verdict} ${rule}${found}  reward ${answer.reward}${advantage}`)
  const width = Math.max(20, output.columns - 9)
  output.say(
    output.style('dim', full ? block(answer.text, '        ') : `        ${oneLine(answer.text, width)}`),
  )
}
