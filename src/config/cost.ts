import { amounts } from './amounts.js'
import type { Prices } from './prices.js'
import type { Config } from './schema.js'

/** Tokens of each prompt with nothing in its slots, the turns around it included. */
export interface TemplateTokens {
  readonly selector: number
  /** Of the longer of the two formats. */
  readonly challenger: number
  readonly reasoner: number
  readonly auditor: number
}

/** What one kind of generation may come to in an iteration. */
export interface PhaseCost {
  readonly phase: 'select' | 'pose' | 'answer' | 'audit'
  /** Whether the engine's own server samples, or an endpoint that settings name for this phase. */
  readonly samples: 'engine' | 'endpoint'
  readonly prompts: number
  readonly continuations: number
  /** Each prompt counted once, however many continuations it has. */
  readonly promptTokens: number
  readonly generatedTokens: number
}

/** What goes through a Tinker server, at most. */
export interface Totals {
  readonly continuations: number
  readonly promptTokens: number
  readonly generatedTokens: number
  /** Of `forward`, that recomputes log-probabilities, and of `forwardBackward`. */
  readonly trainedTokens: number
  readonly optimizerSteps: number
  /** HTTP requests if every result is there when it is first asked for. */
  readonly requests: number
  /** In the prices' currency; null unless all that is used has a price. */
  readonly money: number | null
}

/**
 * What an iteration and the run may cost at most, evaluation left out. Documents count as long as
 * corpus.maxDocumentTokens, questions as long as a challenge may be, generations as long as their budgets.
 */
export interface Cost {
  /** Null: not measured, and left out of the tokens. */
  readonly templates: TemplateTokens | null
  /** If the first chunk of every document holds a valid attempt. */
  readonly phases: readonly PhaseCost[]
  /** Beyond it, if no document ever has a valid attempt: what maxAttemptsPerDocument allows. */
  readonly furtherAttempts: PhaseCost
  readonly forwardTokens: number
  readonly forwardBackwardTokens: number
  readonly iteration: Totals
  readonly iterationWithFurtherAttempts: Totals
  readonly run: Totals
}

/** A training pass is sent in parts of so many sequences or bytes at most, as Tinker servers want it. */
const PART_SEQUENCES = 1024
const PART_BYTES = 5_000_000
/** int32 tokens, int64 targets and float32 weights; for a gradient also logprobs and advantages in place of weights. */
const FORWARD_BYTES_PER_TOKEN = 16
const BACKWARD_BYTES_PER_TOKEN = 20
/** To submit, and to ask for the result. */
const REQUESTS_PER_CALL = 2

export function cost(config: Config, templates: TemplateTokens | null = null): Cost {
  const own = templates ?? { selector: 0, challenger: 0, reasoner: 0, auditor: 0 }
  const { documents, attemptChunk, challenges, maxTrajectories, maxOptimizerSteps } = amounts(config)
  const documentTokens = config.grounding === 'none' ? 0 : config.corpus.maxDocumentTokens
  const challengerPrompt = own.challenger + documentTokens
  const reasonerPrompt = own.reasoner + config.maxChallengeTokens
  const poser = config.challenger.endpoint === null ? 'engine' : 'endpoint'
  const attempts = (chunks: number, continuations: number): PhaseCost => ({
    phase: 'pose',
    samples: poser,
    prompts: documents * chunks,
    continuations: documents * continuations,
    promptTokens: documents * chunks * challengerPrompt,
    generatedTokens: documents * continuations * config.maxChallengeTokens,
  })
  const first = Math.min(attemptChunk, config.maxAttemptsPerDocument)
  const further = config.maxAttemptsPerDocument - first
  const selections = config.formats === 'selector' ? documents : 0
  // Where the audit decides on validity it is asked of every attempt, else of what is answered, if at all.
  const { openBookAudit, measureAudit } = config.validity
  const measured = measureAudit ? challenges : 0
  const audits = config.grounding === 'none' ? 0 : openBookAudit ? documents * first : measured
  const phases: PhaseCost[] = [
    {
      phase: 'select',
      samples: poser,
      prompts: selections,
      continuations: selections,
      promptTokens: selections * (own.selector + documentTokens),
      generatedTokens: selections * config.maxSelectorTokens,
    },
    attempts(1, first),
    {
      phase: 'answer',
      samples: 'engine',
      prompts: challenges,
      continuations: challenges * config.answersPerTask,
      promptTokens: challenges * reasonerPrompt,
      generatedTokens: challenges * config.answersPerTask * config.maxAnswerTokens,
    },
    {
      phase: 'audit',
      samples: config.validity.auditEndpoint === null ? 'engine' : 'endpoint',
      prompts: audits,
      continuations: audits,
      promptTokens: audits * (own.auditor + documentTokens + config.maxChallengeTokens),
      generatedTokens: audits * config.maxAnswerTokens,
    },
  ]
  const furtherAttempts = attempts(Math.ceil(further / attemptChunk), further)

  const posing = config.challenger.policy === 'learning' ? documents * config.challengesPerDocument : 0
  const answering = config.reasoner.policy === 'learning' ? documents * config.answersPerTask : 0
  const sequenceTokens =
    posing * (challengerPrompt + config.maxChallengeTokens) +
    answering * (reasonerPrompt + config.maxAnswerTokens)
  const forwardTokens = config.loss.oldLogprobs === 'trainer' ? sequenceTokens : 0
  const forwardBackwardTokens = config.epochs * sequenceTokens
  const passes =
    (forwardTokens > 0 ? parts(maxTrajectories, forwardTokens * FORWARD_BYTES_PER_TOKEN) : 0) +
    maxOptimizerSteps *
      parts(
        Math.ceil((maxTrajectories * config.epochs) / maxOptimizerSteps),
        (forwardBackwardTokens / maxOptimizerSteps) * BACKWARD_BYTES_PER_TOKEN,
      )
  // Besides: a snapshot to sample from, and a step after each minibatch.
  const training = { tokens: forwardTokens + forwardBackwardTokens, calls: passes + maxOptimizerSteps + 1 }
  const total = (rollouts: readonly PhaseCost[]) =>
    totals(rollouts, training, maxOptimizerSteps, config.engine.prices)
  const iteration = total(phases)
  return {
    templates,
    phases,
    furtherAttempts,
    forwardTokens,
    forwardBackwardTokens,
    iteration,
    iterationWithFurtherAttempts: total([...phases, furtherAttempts]),
    run: times(iteration, config.iterations),
  }
}

function parts(sequences: number, bytes: number): number {
  return Math.max(1, Math.ceil(sequences / PART_SEQUENCES), Math.ceil(bytes / PART_BYTES))
}

function totals(
  phases: readonly PhaseCost[],
  training: { readonly tokens: number; readonly calls: number },
  optimizerSteps: number,
  prices: Prices,
): Totals {
  const ours = phases.filter(({ samples }) => samples === 'engine')
  const sum = (value: (phase: PhaseCost) => number) => ours.reduce((all, phase) => all + value(phase), 0)
  const promptTokens = sum((phase) => phase.promptTokens)
  const generatedTokens = sum((phase) => phase.generatedTokens)
  const calls = sum(({ prompts }) => prompts) + training.calls
  return {
    continuations: sum(({ continuations }) => continuations),
    promptTokens,
    generatedTokens,
    trainedTokens: training.tokens,
    optimizerSteps,
    requests: REQUESTS_PER_CALL * calls,
    money: moneyOf([
      [promptTokens, prices.prefill],
      [generatedTokens, prices.sample],
      [training.tokens, prices.train],
    ]),
  }
}

function moneyOf(used: readonly (readonly [tokens: number, price: number | null])[]): number | null {
  let money = 0
  for (const [tokens, price] of used) {
    if (tokens === 0) continue
    if (price === null) return null
    money += (tokens / 1e6) * price
  }
  return money
}

function times(totals: Totals, n: number): Totals {
  const { money } = totals
  return {
    continuations: totals.continuations * n,
    promptTokens: totals.promptTokens * n,
    generatedTokens: totals.generatedTokens * n,
    trainedTokens: totals.trainedTokens * n,
    optimizerSteps: totals.optimizerSteps * n,
    requests: totals.requests * n,
    money: money === null ? null : money * n,
  }
}
