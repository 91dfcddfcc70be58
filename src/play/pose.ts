import { amounts } from '../config/index.js'
import { randomStream } from '../random/index.js'
import { type CheckReason, type InvalidReason, validityChecks } from '../roles/index.js'
import type { Document, Task, TaskRequest, Trajectory } from '../words.js'
import { openBookAudit } from './audit.js'
import type { Game } from './game.js'
import { fitsContext, generate } from './generate.js'
import type { Selection } from './select.js'
import { subsample } from './subsample.js'
import type { Voice } from './voices.js'

/** One Challenger generation and what was found in it. */
export interface Attempt {
  readonly trajectory: Trajectory
  /** Null if it could not be parsed. */
  readonly task: Task | null
  /** Null if valid. */
  readonly reason: InvalidReason | null
  /** Checks beyond the paper that it fails, required or not. */
  readonly failedChecks: readonly CheckReason[]
  /** Null until an open-book answer was asked for. */
  readonly auditAgrees: boolean | null
}

/** A document with its attempts; `group` is the G that are scored and trained on, empty if none was valid. */
export interface Posed extends Selection {
  readonly attempts: readonly Attempt[]
  readonly group: readonly Attempt[]
}

/** Who poses, who audits, and what was asked before. */
export interface Posing {
  readonly challenger: Voice
  readonly auditor: Voice
  /** Fingerprints of the questions of earlier iterations. */
  readonly earlier: ReadonlySet<string>
}

/**
 * Challenges on each document (section 3.1 and Algorithm 1): attempts in chunks until one is valid or N were drawn, then
 * G of them with the proportion of valid ones kept and at least one valid.
 */
export async function pose(
  game: Game,
  iteration: number,
  selections: readonly Selection[],
  posing: Posing,
): Promise<Posed[]> {
  const { config } = game
  const chunk = amounts(config).attemptChunk
  const attempts: Attempt[][] = selections.map(() => [])
  // All documents that are still open have drawn the same number of attempts.
  for (let drawn = 0; drawn < config.maxAttemptsPerDocument; drawn += chunk) {
    const open = selections.flatMap((selection, d) => (attempts[d]?.some(isValid) ? [] : [{ selection, d }]))
    if (open.length === 0) break
    const texts = await generate(game, {
      voice: posing.challenger,
      prompts: open.map(({ selection }) =>
        posing.challenger.roles.challengerPrompt(selection.document, selection.request),
      ),
      n: Math.min(chunk, config.maxAttemptsPerDocument - drawn),
      maxTokens: config.maxChallengeTokens,
      phase: 'pose',
      iteration,
      purpose: 'challenger',
      indices: open.map(({ d }) => d * config.maxAttemptsPerDocument + drawn),
    })
    const read = texts.map((group, o) => {
      const { document, request } = (open[o] as (typeof open)[number]).selection
      return group.map((trajectory) => readAttempt(game, trajectory, request, document, posing))
    })
    const checked = config.validity.openBookAudit
      ? await game.clock.time('audit', () => audited(game, iteration, open, read, posing))
      : read
    for (const [o, { d }] of open.entries()) attempts[d]?.push(...(checked[o] ?? []))
  }
  return selections.map((selection, d) => {
    const all = attempts[d] ?? []
    const random = randomStream({ seed: config.seed, iteration, purpose: 'subsample', index: d })
    return {
      ...selection,
      attempts: all,
      group: subsample(all, isValid, config.challengesPerDocument, random),
    }
  })
}

export function isValid(attempt: Attempt): boolean {
  return attempt.reason === null
}

function readAttempt(
  game: Game,
  trajectory: Trajectory,
  request: TaskRequest,
  document: Document,
  { challenger, earlier }: Posing,
): Attempt {
  const { config, roles, contamination } = game
  const blank = { trajectory, task: null, failedChecks: [], auditAgrees: null }
  const { text, completion } = trajectory
  const parsed = challenger.roles.parseChallenge({ text, stopReason: completion.stopReason }, request)
  if (!parsed.valid) return { ...blank, reason: parsed.reason }
  const { task } = parsed
  if (!fitsContext(game, roles.reasonerPrompt(task.question), config.maxAnswerTokens))
    return { ...blank, reason: 'too-long' }
  const failedChecks: CheckReason[] = []
  let reason: CheckReason | null = null
  for (const [name, check] of Object.entries(validityChecks)) {
    const needsDocument = name === 'answerInDocument' || name === 'questionGrounded'
    if (needsDocument && config.grounding === 'none') continue
    if (!check.fails({ task, document, earlier, contamination })) continue
    failedChecks.push(check.reason)
    if (config.validity[name as keyof typeof validityChecks]) reason ??= check.reason
  }
  return { ...blank, task, reason, failedChecks }
}

/** Where the audit is a condition of validity, it is asked of every attempt that has passed the rest. */
async function audited(
  game: Game,
  iteration: number,
  open: readonly { readonly selection: Selection }[],
  attempts: readonly Attempt[][],
  { auditor }: Posing,
): Promise<Attempt[][]> {
  const asked = attempts.flatMap((group, o) =>
    group.filter(isValid).map((attempt) => ({
      attempt,
      task: attempt.task as Task,
      document: (open[o] as (typeof open)[number]).selection.document,
    })),
  )
  const agrees = await openBookAudit(game, iteration, asked, auditor)
  const verdicts = new Map(asked.map(({ attempt }, i) => [attempt, agrees[i] ?? null]))
  return attempts.map((group) =>
    group.map((attempt): Attempt => {
      const auditAgrees = verdicts.get(attempt)
      if (auditAgrees === undefined) return attempt
      if (auditAgrees === true) return { ...attempt, auditAgrees }
      return {
        ...attempt,
        auditAgrees,
        reason: 'audit-disagrees',
        failedChecks: [...attempt.failedChecks, 'audit-disagrees'],
      }
    }),
  )
}
