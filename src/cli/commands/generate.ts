import { type Command, Option } from 'commander'
import { endParsers } from '../../corpus/index.js'
import { SpiceError } from '../../errors.js'
import { generateTaskSet, RUNS_ROOT } from '../../runs/index.js'
import { keepSecret } from '../../secrets.js'
import { listenForInterruption } from '../interruption.js'
import { commandLine, invocation } from '../invocation.js'
import { Output } from '../output.js'
import { GeneratePresenter } from '../present/generate.js'
import { oneLine } from '../present/text.js'
import { collect, wholeNumber } from './command.js'
import { bandFlag, type GenerateFlags, generateConfig } from './generate-flags.js'

const DEFAULT_TASKS = 500

export function addGenerate(program: Command): void {
  program
    .command('generate')
    .description('write questions about documents with measured pass rates; nothing is trained')
    .argument('<out>', 'file to write: .jsonl or .parquet')
    .option('--corpus <paths...>', "as in train; default: the run's, else the bundled ones")
    .option(
      '--model <weights>',
      'who plays: model folder, bundled, a run, or run@iteration; default: bundled',
    )
    .option('--challenger <weights>', 'who poses, if another: as --model, or openai:<model>@<address>')
    .option('--reasoner <weights>', 'who answers, if another: as --challenger')
    .option(
      '--tasks <n>',
      `stop at so many (default: ${DEFAULT_TASKS}; none with --documents)`,
      wholeNumber(1),
    )
    .option('--documents <n>', 'ask about so many documents at most; default: all', wholeNumber(1))
    .addOption(
      new Option('--band <from..to>', 'pass rates that are kept')
        .argParser(bandFlag)
        .default({ from: 0.1, to: 0.9 }, '0.1..0.9'),
    )
    .option(
      '--samples <n>',
      'answers that a pass rate is measured by; default: answersPerTask',
      wholeNumber(1),
    )
    .option('--with-answers', 'write the answers too')
    .option('--base-url <url>', "where a run's, or the model's, Tinker server is now")
    .option('--api-key <key>', 'of the Tinker server; better TINKER_API_KEY')
    .option('--preset <name>', 'quickstart, laptop or paper, as in train')
    .option('--config <file>', 'YAML file of settings, over the preset')
    .option('--set <path=value>', 'one setting, over preset and file; may be repeated', collect)
    .option('--seed <n>', 'every random number follows from it', wholeNumber(0))
    .option('--root <folder>', 'folder that holds the runs', RUNS_ROOT)
    .option('--force', 'replace an existing file; begin anew where one was begun with other settings')
    .option('--json', 'print JSON lines on stdout, everything else on stderr')
    .addHelpText('after', HELP)
    .action(runGenerate)
}

const HELP = `
Ctrl-C, a crash or a full disk lose at most the batch of documents in flight: the same command goes on, and the file ends with
the same bytes. Until it is done, <out>.generating/tasks.jsonl holds what there is. Tasks, documents and band may change on the way.

An endpoint speaks the OpenAI API and gets the key in OPENAI_API_KEY. For another key, or more of it, write its settings in braces:
  --challenger '{baseUrl: http://localhost:8000/v1, model: qwen3-32b, apiKeyEnv: MY_KEY, concurrency: 4}'
(spice settings challenger.endpoint explains them).

Examples:
  spice generate tasks.jsonl                        500 questions about the bundled documents
  spice generate hard.parquet --model quickstart-1 --band 0.1..0.5 --samples 16 --documents 200
  spice generate notes.jsonl --corpus ./notes --model ./Qwen3-0.6B --challenger openai:qwen3-32b@http://localhost:8000/v1
  spice eval ./Qwen3-0.6B --set-file notes.jsonl    the set as an evaluation`

async function runGenerate(out: string, flags: GenerateFlags): Promise<void> {
  keepSecret(flags.apiKey)
  keepSecret(process.env.TINKER_API_KEY)
  const output = new Output({ json: flags.json ?? false })
  const config = generateConfig(flags)
  const { documents, band, withAnswers, force, root, challenger, reasoner, model = 'bundled' } = flags
  const presenter = new GeneratePresenter(output, band)
  const interruption = listenForInterruption(() =>
    output.say('Stopping: the batch in flight is abandoned. Once more to stop at once.'),
  )
  try {
    await generateTaskSet({
      out,
      config,
      cast: { model, challenger, reasoner },
      band,
      tasks: flags.tasks ?? (documents === undefined ? DEFAULT_TASKS : undefined),
      documents,
      withAnswers,
      force,
      root,
      baseUrl: flags.baseUrl,
      apiKey: flags.apiKey,
      onNotice: (message) => output.say(output.style('yellow', `server: ${oneLine(message, 300)}`)),
      signal: interruption.signal,
      onEvent: (event) => presenter.hear(event),
    })
  } catch (error) {
    const code = interruption.exitCode()
    if (code === undefined || (error instanceof SpiceError && error.code !== 'interrupted')) throw error
    output.say(`${error instanceof SpiceError ? error.message : 'Stopped before the first batch'}. To go on:`)
    output.say(`  ${commandLine().replace(/^spice/, invocation())}`)
    process.exitCode = code
  } finally {
    output.status('')
    interruption.dispose()
    endParsers()
  }
}
