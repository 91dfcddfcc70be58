import { stringify } from 'yaml'
import type { Amounts, Config, Cost } from '../../config/index.js'
import type { Output } from '../output.js'
import { costLines } from './cost.js'
import { count } from './numbers.js'

/** Every setting as it would be used, and what they multiply out to. */
export function presentDryRun(output: Output, config: Config, amounts: Amounts, cost: Cost): void {
  output.data({ config, amounts, cost })
  if (output.json) return
  output.say(stringify(config).trimEnd())
  output.say()
  const lines: readonly (readonly [string, number])[] = [
    ['documents', amounts.documents],
    ['attempts if every first chunk holds a valid one', amounts.likelyAttempts],
    ['attempts at most', amounts.maxAttempts],
    ['challenges that are scored', amounts.challenges],
    ['answers at most', amounts.maxAnswers],
    ['generated tokens at most, without further attempts', amounts.maxGeneratedTokens],
    ['trained trajectories at most', amounts.maxTrajectories],
    ['optimizer steps at most', amounts.maxOptimizerSteps],
    ['tokens that a loss is divided by', amounts.normaliserTokens],
  ]
  output.say(output.style('bold', '# One iteration amounts to:'))
  for (const [what, value] of lines) output.say(`# ${count(value).padStart(14)}  ${what}`)
  output.say(output.style('bold', '# It costs at most:'))
  for (const line of costLines(cost, config)) output.say(`# ${line}`)
}
