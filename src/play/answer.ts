import { randomStream } from '../random/index.js'
import { goldOf } from '../roles/index.js'
import { verify } from '../verify/index.js'
import type { Task, Trajectory, Verdict } from '../words.js'
import type { Game } from './game.js'
import { generate } from './generate.js'
import { majorityGold } from './majority-gold.js'
import { isValid, type Posed } from './pose.js'
import type { Voice } from './voices.js'

export interface Answer {
  readonly trajectory: Trajectory
  readonly verdict: Verdict
}

/** A valid challenge with its K verified answers. */
export interface Answered {
  /** Position in its document's group. */
  readonly challenge: number
  /** With majority gold, `gold` is what the vote gave. */
  readonly task: Task
  readonly answers: readonly Answer[]
  readonly outcomes: readonly boolean[]
  /** An open-book answer agrees with the gold; null until asked, and without a document. */
  readonly auditAgrees: boolean | null
}

/** The answered challenges of one document. */
export interface AnsweredDocument {
  readonly tasks: readonly Answered[]
  /** Position in `tasks` of the one whose answers are the Reasoner's group; -1 if there are none. */
  readonly chosen: number
}

/**
 * K answers to each valid challenge, without the document, verified (section 3.1). One valid challenge of each document,
 * uniformly at random, gives the Reasoner's group: the same answers, used again.
 */
export async function answer(
  game: Game,
  iteration: number,
  posed: readonly Posed[],
  reasoner: Voice,
): Promise<AnsweredDocument[]> {
  const { config, roles } = game
  const { challengesPerDocument: G, answersPerTask: K } = config
  const asked = posed.flatMap(({ group }, d) =>
    group.flatMap((attempt, g) =>
      isValid(attempt) && attempt.task !== null ? [{ d, g, task: attempt.task, index: (d * G + g) * K }] : [],
    ),
  )
  const rowOf = new Map<string, number>()
  const drawn = asked.filter(({ task, index }) => {
    const name = config.shareAnswers ? task.question : String(index)
    if (rowOf.has(name)) return false
    rowOf.set(name, rowOf.size)
    return true
  })
  const texts = await generate(game, {
    voice: reasoner,
    prompts: drawn.map(({ task }) => roles.reasonerPrompt(task.question)),
    n: K,
    maxTokens: config.maxAnswerTokens,
    phase: 'answer',
    iteration,
    purpose: 'reasoner',
    indices: drawn.map(({ index }) => index),
  })
  const documents = posed.map((): Answered[] => [])
  for (const { d, g, task, index } of asked) {
    const row = rowOf.get(config.shareAnswers ? task.question : String(index)) as number
    const { auditAgrees = null } = posed[d]?.group[g] ?? {}
    documents[d]?.push({ ...judged(game, task, texts[row] ?? []), challenge: g, auditAgrees })
  }
  return documents.map((tasks, d) => {
    const stream = randomStream({ seed: config.seed, iteration, purpose: 'reasoner-task', index: d })
    return { tasks, chosen: tasks.length === 0 ? -1 : stream.integer(tasks.length) }
  })
}

function judged(
  { config, roles }: Game,
  posedTask: Task,
  texts: readonly Trajectory[],
): Pick<Answered, 'task' | 'answers' | 'outcomes'> {
  const gold =
    config.gold === 'majority'
      ? majorityGold(
          posedTask,
          texts.map(({ text }) => text),
          roles.finalAnswer,
        )
      : posedTask.gold
  const task = gold === null ? posedTask : { ...posedTask, gold }
  const answers = texts.map((trajectory) => {
    const verdict = verify(goldOf(task), trajectory.text, { ...roles.finalAnswer, form: 'worked-out' })
    // Without any readable answer there is no vote to agree with.
    return { trajectory, verdict: gold === null ? { ...verdict, outcome: 'unparsable' as const } : verdict }
  })
  return { task, answers, outcomes: answers.map(({ verdict }) => verdict.outcome === 'match') }
}
