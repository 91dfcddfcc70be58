import type { RunReader } from '../../runs/index.js'
import type { Output } from '../output.js'
import { presentAsked } from './asked.js'
import { ITERATION_ALIGNS, ITERATION_TITLES, iterationCells } from './iteration-line.js'
import { bytes, count } from './numbers.js'
import { presentComparison, scoresLine } from './scores.js'
import { table } from './table.js'
import { printable } from './text.js'

/** More rows than this are thinned evenly, first and last kept. */
const ROWS = 25

/** How a run went. */
export function presentOverview(output: Output, run: RunReader): void {
  const done = run.iterationsDone()
  for (let iteration = 0; output.json && iteration < done; iteration++) {
    output.data({ iteration, metrics: run.metrics(iteration), seconds: run.phases(iteration) })
  }
  if (output.json) {
    for (const { iteration, result } of run.evaluations()) output.data({ evaluation: iteration, ...result })
    return
  }
  const config = run.config()
  output.say(output.style('bold', run.folder.name) + `  ${run.folder.path}`)
  output.say(`made ${run.createdAt()} by: ${printable(run.command())}`)
  output.say(`model ${config.model}, seed ${config.seed}, ${done} of ${config.iterations} iterations`)
  presentDocumentUse(output, run)
  output.say()
  const shown = thinned(done)
  const rows = shown.map((iteration) => iterationCells(iteration, run.metrics(iteration)))
  if (rows.length > 0)
    for (const line of table([ITERATION_TITLES, ...rows], ITERATION_ALIGNS)) output.say(line)
  if (shown.length < done)
    output.say(output.style('dim', `${shown.length} of ${done} iterations; --json prints all`))
  presentEvaluations(output, run)
  presentAsked(output, run)
  for (const { iteration, hash, bytes: size } of run.checkpoints()) {
    output.say(output.style('dim', `checkpoint ${iteration}  ${bytes(size)}  ${hash.slice(0, 16)}`))
  }
}

function presentDocumentUse(output: Output, run: RunReader): void {
  const { draws, documents, most } = run.documentUse()
  if (draws === 0 || run.config().grounding === 'none') return
  const often = most === 1 ? 'each once' : `none more than ${count(most)} times`
  output.say(`documents ${count(documents)} different ones in ${count(draws)} draws, ${often}`)
}

function presentEvaluations(output: Output, run: RunReader): void {
  const evaluations = run.evaluations()
  if (evaluations.length === 0) return
  output.say()
  for (const iteration of new Set(evaluations.map((row) => row.iteration))) {
    const results = evaluations.filter((row) => row.iteration === iteration).map(({ result }) => result)
    output.say(`after ${iteration} iterations: ${scoresLine(results)}`)
  }
  output.say()
  if (presentComparison(output, evaluations)) output.say()
}

function thinned(done: number): number[] {
  if (done <= ROWS) return Array.from({ length: done }, (_, i) => i)
  return Array.from({ length: ROWS }, (_, i) => Math.round((i * (done - 1)) / (ROWS - 1)))
}
