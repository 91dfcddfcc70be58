import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type Config, parseConfig } from '../../config/index.js'
import type { Engine } from '../../engines/engine.js'
import { SpiceError } from '../../errors.js'
import { evaluateSets, loadSets, openJudge, openWeights, RUNS_ROOT } from '../../runs/index.js'
import { keepSecret } from '../../secrets.js'
import { listenForInterruption } from '../interruption.js'
import { Output } from '../output.js'
import { presentScores } from '../present/scores.js'
import { oneLine } from '../present/text.js'
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
  readonly baseUrl?: string
  readonly apiKey?: string
  readonly judge?: string
  readonly judgeModel?: string
  readonly judgeKeyEnv?: string
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
      'questions (.jsonl, .json, .parquet); may be repeated; default: the bundled sets',
      collect,
    )
    .option('--samples <n>', 'answers per question (default: 1); more give avg@k and pass@k', wholeNumber(1))
    .option('--temperature <t>', '0 is greedy; default: 0, or 1 with several samples', nonNegativeNumber)
    .option('--max-tokens <n>', 'generation budget of an answer', wholeNumber(1))
    .option('--limit <n>', 'only the first questions of each set', wholeNumber(1))
    .option('--seed <n>', 'every random number follows from it', wholeNumber(0))
    .option('--templates <name>', 'compact, paper or a template file; default: those of the run')
    .option('--base-url <url>', "where the run's Tinker server is now")
    .option('--api-key <key>', 'of the Tinker server; better TINKER_API_KEY')
    .option('--judge <url>', 'OpenAI-compatible server that is asked about answers that did not match')
    .option('--judge-model <name>', 'what that server calls the model that judges')
    .option('--judge-key-env <name>', 'environment variable with its key (default: OPENAI_API_KEY)')
    .option('--root <folder>', 'folder that holds the runs', RUNS_ROOT)
    .option('--json', 'print one JSON line per set on stdout')
    .addHelpText(
      'after',
      `
Examples:
  spice eval quickstart-1                       the newest checkpoint on the bundled sets, greedy
  spice eval quickstart-1@0 --samples 8         the model it began with at temperature 1: avg@8, pass@1, 2, 4, 8
  spice eval ./Qwen3-0.6B --set-file gsm8k.jsonl --limit 200 --max-tokens 512
  spice eval quickstart-1 --judge http://localhost:8000/v1 --judge-model Qwen/Qwen3-4B`,
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
  keepSecret(flags.apiKey)
  keepSecret(process.env.TINKER_API_KEY)
  const output = new Output({ json: flags.json ?? false })
  const interruption = listenForInterruption(() => output.say('Stopping.'))
  let engine: Engine | undefined
  const onNotice = (message: string) => output.say(output.style('yellow', `server: ${oneLine(message, 300)}`))
  try {
    const opened = await openWeights(weights ?? flags.model ?? 'bundled', {
      root: flags.root,
      baseUrl: flags.baseUrl,
      apiKey: flags.apiKey,
      signal: interruption.signal,
      onNotice,
    })
    engine = opened.engine
    const { config, title } = opened
    const asked = evalConfig(config, flags)
    const results = await evaluateSets(engine, await loadSets(asked), asked, {
      judge: await openJudge(asked, engine.tokenizer, { signal: interruption.signal, onNotice }),
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
    await engine?.close()
  }
}

/**
 * One greedy answer a question, or several at temperature 1, unless the flags say otherwise: models are measured
 * alike, however their runs measured themselves. Sets, templates, seed and budget are those of the run.
 */
export function evalConfig(base: Config, flags: Omit<EvalFlags, 'root'>): Config {
  const judge = judgeOf(flags)
  const config = judge ? parseConfig({ ...base, evaluation: { ...base.evaluation, judge } }) : base
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

/** The judge that the flags name; null: that of the run. */
function judgeOf({ judge, judgeModel, judgeKeyEnv }: Omit<EvalFlags, 'root'>): object | null {
  if (judge === undefined && judgeModel === undefined && judgeKeyEnv === undefined) return null
  if (judge === undefined || judgeModel === undefined)
    throw new SpiceError('config', 'A judge needs both --judge <url> and --judge-model <name>')
  return { baseUrl: judge, model: judgeModel, ...(judgeKeyEnv !== undefined && { apiKeyEnv: judgeKeyEnv }) }
}
