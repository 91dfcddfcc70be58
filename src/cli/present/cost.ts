import type { Config, Cost, PhaseCost, Totals } from '../../config/index.js'
import { count } from './numbers.js'

const PHASES: Readonly<Record<PhaseCost['phase'], string>> = {
  select: 'format selection',
  pose: 'challenges',
  answer: 'answers',
  audit: 'audits',
}

/** What an iteration and the run come to at most, a line each. */
export function costLines(cost: Cost, config: Config): string[] {
  const { iteration, furtherAttempts: further, run } = cost
  const phases = cost.phases.filter(({ continuations }) => continuations > 0)
  return [
    `an iteration, at most: ${totalsText(iteration)}`,
    ...phases.map((phase) => `  ${phaseText(phase)}`),
    `  training: ${millions(cost.forwardTokens)} tokens forward, ${millions(cost.forwardBackwardTokens)} forward and backward, ` +
      `${count(iteration.optimizerSteps)} optimizer ${iteration.optimizerSteps === 1 ? 'step' : 'steps'}`,
    ...(further.continuations === 0
      ? []
      : [
          `  if no attempt were ever valid, up to ${count(further.continuations)} more: ` +
            `${millions(further.promptTokens)} prompt and ${millions(further.generatedTokens)} generated tokens`,
        ]),
    `${count(config.iterations)} iterations, at most: ${totalsText(run)}`,
    ...(cost.templates === null
      ? [
          `prompts are counted without their templates: the tokenizer of ${config.model} is not on this machine yet; the start of a run fetches it`,
        ]
      : []),
  ]
}

function phaseText({
  phase,
  samples,
  prompts,
  continuations,
  promptTokens,
  generatedTokens,
}: PhaseCost): string {
  const where = samples === 'endpoint' ? ', by another endpoint, not counted above' : ''
  return (
    `${PHASES[phase]}: ${count(continuations)} for ${count(prompts)} prompts, ` +
    `${millions(promptTokens)} prompt and ${millions(generatedTokens)} generated tokens${where}`
  )
}

function totalsText({
  continuations,
  promptTokens,
  generatedTokens,
  trainedTokens,
  requests,
  money,
}: Totals): string {
  const parts = [
    `${count(continuations)} samples`,
    `${millions(promptTokens)} prompt tokens`,
    `${millions(generatedTokens)} generated`,
    `${millions(trainedTokens)} trained`,
    `${count(requests)} requests`,
    ...(money === null
      ? []
      : [`${money.toLocaleString('en-US', { maximumFractionDigits: 2 })} in engine.prices' currency`]),
  ]
  return parts.join(', ')
}

/** `16339968` as `16.3M`. */
function millions(tokens: number): string {
  if (tokens < 100_000) return count(tokens)
  return tokens < 1e9 ? `${(tokens / 1e6).toFixed(1)}M` : `${(tokens / 1e9).toFixed(2)}B`
}
