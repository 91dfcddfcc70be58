import type { TrainEvent } from '../../runs/index.js'
import type { Output } from '../output.js'
import { costLines } from './cost.js'
import { count, parameters } from './numbers.js'
import { oneLine } from './text.js'

type Started = Extract<TrainEvent, { type: 'started' }>

/** Model, corpus, what of the evaluation stands in it, and what an iteration amounts to. */
export function presentStart(
  output: Output,
  { run, config, amounts, cost, model, corpus, overlap, resumed }: Started,
): void {
  const line = (name: string, text: string) => output.say(`${output.style('bold', name.padEnd(10))}${text}`)
  line(
    'model',
    [
      config.model,
      ...(model.parameters === null ? [] : [`${parameters(model.parameters)} parameters`]),
      `context of ${count(model.contextTokens)} tokens`,
    ].join(', '),
  )
  if (config.engine.type === 'tinker') presentServer(line, config, model)
  line('corpus', corpus === null ? 'none: the Challenger sees no document' : corpusLine(config, corpus))
  for (const [i, set] of overlap.entries()) line(i === 0 ? 'overlap' : '', overlapLine(set))
  line(
    'iteration',
    `${count(amounts.documents)} documents, ${config.challengesPerDocument} challenges each, ` +
      `${config.answersPerTask} answers to each valid one`,
  )
  line(
    '',
    `up to ${count(amounts.maxAnswers)} answers and ${count(amounts.maxTrajectories)} trained trajectories ` +
      `in ${count(amounts.maxOptimizerSteps)} optimizer ${amounts.maxOptimizerSteps === 1 ? 'step' : 'steps'}`,
  )
  if (config.engine.type === 'tinker')
    for (const [i, text] of costLines(cost, config).entries()) line(i === 0 ? 'cost' : '', text)
  const { everyIterations, keep } = config.checkpoint
  line(
    'run',
    `${run}, ${count(config.iterations)} iterations, seed ${config.seed}, ` +
      `a checkpoint every ${everyIterations === 1 ? 'iteration' : `${everyIterations} iterations`} (${keep} kept)`,
  )
  if (resumed !== null) {
    for (const warning of resumed.warnings)
      output.say(output.style('yellow', `warning: ${oneLine(warning, 300)}`))
    const again =
      resumed.dropped > 0 ? `; ${resumed.dropped} recorded after its checkpoint are played again` : ''
    line('resumed', `with iteration ${resumed.iteration}${again}`)
  }
  output.say()
}

/** Where the model runs, and what is otherwise there than the settings say. */
function presentServer(
  line: (name: string, text: string) => void,
  { engine, optimizer }: Started['config'],
  { notes, ignoredAdam }: Started['model'],
): void {
  const trains = engine.rank === 0 ? 'all weights' : `a LoRA adapter of rank ${engine.rank}`
  line(
    'server',
    `${engine.target}${engine.baseUrl === null ? '' : ` at ${engine.baseUrl}`}, trains ${trains}`,
  )
  for (const name of ignoredAdam)
    line('', `optimizer.${name}=${optimizer[name]} does not reach the optimizer: the server's own holds`)
  for (const note of notes) line('', oneLine(note, 300))
}

function corpusLine(config: Started['config'], corpus: NonNullable<Started['corpus']>): string {
  const { paths, sources } = config.corpus
  const from = sources
    ? sources.map(({ name, paths, weight }) => `${name ?? paths.join(', ')} (weight ${weight})`).join(' + ')
    : paths === 'bundled'
      ? 'bundled'
      : paths.join(', ')
  const left = [
    corpus.duplicates > 0 ? `${count(corpus.duplicates)} duplicates dropped` : '',
    corpus.broken > 0 ? `${count(corpus.broken)} broken rows skipped` : '',
  ].filter((part) => part !== '')
  return `${from}, ${count(corpus.documents)} documents${left.length > 0 ? ` (${left.join(', ')})` : ''}`
}

function overlapLine({
  set,
  questions,
  overlapping,
  documents,
  skippedDocuments,
}: Started['overlap'][number]): string {
  const where =
    skippedDocuments === 0
      ? 'the corpus'
      : `the first ${count(documents)} documents (${count(skippedDocuments)} were not looked through)`
  return `${set} ${count(overlapping.length)} of ${count(questions)} questions stand word for word in ${where}`
}
