import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Config } from '../../config/index.js'
import { SpiceError } from '../../errors.js'
import { evaluateSets, loadSets, openWeights, RUNS_ROOT } from '../../runs/index.js'
import { listenForInterruption } from '../interruption.js'
import { Output } from '../output.js'
import { presentScores } from '../present/scores.js'
import { collect, nonNegativeNumber, wholeNumber } from './command.js'

interface EvalFlags {
  readonly model?: string
  readonly setFile?: readonly string[]
  readonly samples?: number
  readonly temperature?: number
  readonly maxTokens?: number
  readonly limit?: number
  readonly templates?: string
  readonly seed?: number
  readonly root: string
  readonly json?: boolean
}

export function addEval(program: Command): void {
  program
    .command('eval')
    .description('measure a model or a run on held-out questions')
    .argument('[weights]', 'model folder, a run, or run@iteration (run@0: before training); default: bundled')
    .option('--model <weights>', 'the same, as a flag')
    .option(
      '--set-file <file>',
      'questions (.jsonl, .json); may be repeated; default: the bundled sets',
      collect,
    )
    .option('--samples <n>', 'answers per question (default: 1); more give avg@k and pass@k', wholeNumber(1))
    .option('--temperature <t>', '0 is greedy; default: 0, or 1 with several samples', nonNegativeNumber)
    .option('--max-tokens <n>', 'generation budget of an answer', wholeNumber(1))
    .option('--limit <n>', 'only the first questions of each set', wholeNumber(1))
    .option('--seed <n>', 'every random number follows from it', wholeNumber(0))
    .option('--templates <name>', 'compact, paper or a template file; default: those of the run')
    .option('--root <folder>', 'folder that holds the runs', RUNS_ROOT)
    .option('--json', 'print one JSON line per set on stdout')
    .addHelpText(
      'after',
      `
Examples:
  spice eval quickstart-1                       the newest checkpoint on the bundled sets, greedy
  spice eval quickstart-1@0 --samples 8         the model it began with at temperature 1: avg@8, pass@1, 2, 4, 8
  spice eval ./Qwen3-0.6B --set-file gsm8k.jsonl --limit 200 --max-tokens 512`,
    )
    .action(runEval)
}

async function runEval(weights: string | undefined, flags: EvalFlags): Promise<void> {
  if (weights !== undefined && flags.model !== undefined) {
    throw new SpiceError(
      'config',
      `Both ${weights} and --model ${flags.model}: one can be measured at a time`,
    )
  }
  const output = new Output({ json: flags.json ?? false })
  const interruption = listenForInterruption(() => output.say('Stopping.'))
  const { engine, config, title } = await openWeights(weights ?? flags.model ?? 'bundled', flags.root)
  try {
    const asked = evalConfig(config, flags)
    const results = await evaluateSets(engine, await loadSets(asked), asked, {
      signal: interruption.signal,
      onProgress: ({ set, questions, of }) => output.status(`${set}: ${questions} of ${of} questions`),
    })
    output.status('')
    for (const result of results) output.data({ weights: title, ...result })
    if (output.json) return
    output.say(output.style('bold', title))
    presentScores(output, results)
  } catch (error) {
    const code = interruption.exitCode()
    if (code === undefined) throw error
    process.exitCode = code
  } finally {
    output.status('')
    interruption.dispose()
    await engine.close()
  }
}

/**
 * One greedy answer a question, or several at temperature 1, unless the flags say otherwise: models are measured
 * alike, however their runs measured themselves. Sets, templates, seed and budget are those of the run.
 */
export function evalConfig(config: Config, flags: Omit<EvalFlags, 'root'>): Config {
  const { evaluation } = config
  const samples = flags.samples ?? 1
  return {
    ...config,
    templates: flags.templates ?? config.templates,
    seed: flags.seed ?? config.seed,
    evaluation: {
      ...evaluation,
      sets:
        flags.setFile?.map((file) => resolve(file)) ??
        (evaluation.sets.length > 0 ? evaluation.sets : ['bundled']),
      samples,
      temperature: flags.temperature ?? (samples > 1 ? 1 : 0),
      maxTokens: flags.maxTokens ?? evaluation.maxTokens,
      maxQuestionsPerSet: flags.limit ?? evaluation.maxQuestionsPerSet,
    },
  }
}
