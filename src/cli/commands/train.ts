import { type Command, Option } from 'commander'
import { amounts, cost } from '../../config/index.js'
import { cachedTemplateTokens, findRun, freeRunFolder, RUNS_ROOT, train } from '../../runs/index.js'
import { keepSecret } from '../../secrets.js'
import { listenForInterruption } from '../interruption.js'
import { commandLine } from '../invocation.js'
import { Output } from '../output.js'
import { presentDryRun } from '../present/dry-run.js'
import { TrainPresenter } from '../present/train.js'
import { collect, wholeNumber } from './command.js'
import { configOf, type TrainFlags } from './train-flags.js'

export function addTrain(program: Command): void {
  program
    .command('train')
    .description('improve a model by self-play on documents')
    .option(
      '--model <model>',
      'Hugging Face model folder or a name on its hub, owner/name (local engine: Llama, Qwen2 or Qwen3); default: the bundled one',
    )
    .option('--engine <type>', 'local: in this process; tinker: a server that speaks the Tinker API')
    .option('--target <server>', 'which Tinker server: hosted, skyrl-jax or skyrl-train')
    .option(
      '--base-url <url>',
      'where the Tinker server is; default: TINKER_BASE_URL, else the hosted service',
    )
    .option('--rank <n>', 'rank of the LoRA adapter on a Tinker server; 0: all weights', wholeNumber(0))
    .option('--api-key <key>', 'of the Tinker server; better TINKER_API_KEY: process lists show flags')
    .option(
      '--corpus <paths...>',
      'files, folders or globs of documents, hf: data sets, or a built corpus; default: the bundled ones',
    )
    .option('--templates <name>', "paper, paper-plain, compact or a template file; default: the preset's")
    .option('--preset <name>', 'quickstart, laptop or paper; default: quickstart, with --model laptop')
    .option('--config <file>', 'YAML file of settings, over the preset')
    .option('--set <path=value>', 'one setting, over preset and file; may be repeated', collect)
    .option('--iterations <n>', 'rounds of posing, answering and learning', wholeNumber(1))
    .option('--seed <n>', 'every random number follows from it', wholeNumber(0))
    .option('--name <name>', "the run's name; default: the preset's and a number")
    .option('--root <folder>', 'folder that holds the runs', RUNS_ROOT)
    .addOption(
      new Option('--resume <run>', 'go on with a run, by name or folder, under its own settings').conflicts([
        'preset',
        'config',
        'name',
      ]),
    )
    .option('--json', 'print JSON lines on stdout, everything else on stderr')
    .option('--dry-run', 'print the settings and what an iteration amounts to, and stop')
    .addHelpText(
      'after',
      `
Examples:
  spice train                                  bundled model and documents, some minutes on two cores
  spice train --iterations 20 --seed 7 --set optimizer.learningRate=5e-5
  spice train --model ./Qwen3-0.6B --corpus ./notes --name notes
  spice train --preset paper --dry-run         the paper's values and what they cost; see also: spice settings
  spice train --preset paper --model Qwen/Qwen3-4B-Base --corpus ./papers \\
    --target skyrl-train --base-url http://localhost:8000 --rank 0      on your own GPUs
  spice train --resume notes --iterations 80   go on, and further

Ctrl-C finishes or abandons the iteration, saves, and prints the line that resumes; again: stop at once.
With a large model, raise checkpoint.everyIterations: a checkpoint is three times the model's size in f32.`,
    )
    .action(runTrain)
}

async function runTrain(flags: TrainFlags): Promise<void> {
  keepSecret(flags.apiKey)
  keepSecret(process.env.TINKER_API_KEY)
  const output = new Output({ json: flags.json ?? false })
  const resumed = flags.resume === undefined ? undefined : findRun(flags.resume, flags.root)
  const config = configOf(flags, resumed)
  if (flags.dryRun === true) {
    presentDryRun(output, config, amounts(config), cost(config, await cachedTemplateTokens(config)))
    return
  }
  const prefix = flags.preset ?? (flags.model === undefined ? 'quickstart' : 'laptop')
  const folder = resumed ?? freeRunFolder(flags.root, flags.name, prefix)
  const presenter = new TrainPresenter(output, folder)
  const interruption = listenForInterruption(() => {
    output.say(
      'Stopping: the iteration in flight is finished or abandoned, then saved. Once more to stop at once.',
    )
  })
  try {
    const { interrupted } = await train({
      config,
      folder,
      resume: resumed !== undefined,
      command: commandLine(),
      ...(flags.apiKey !== undefined && { apiKey: flags.apiKey }),
      signal: interruption.signal,
      onEvent: (event) => presenter.hear(event),
    })
    if (interrupted) process.exitCode = interruption.exitCode() ?? 0
  } finally {
    output.status('')
    interruption.dispose()
  }
}
