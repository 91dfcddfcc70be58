import { Command } from 'commander'
import { version } from './commands/command.js'
import { addCorpus } from './commands/corpus.js'
import { addDoctor } from './commands/doctor.js'
import { addEval } from './commands/eval.js'
import { addExport } from './commands/export.js'
import { addGenerate } from './commands/generate.js'
import { addRuns } from './commands/runs.js'
import { addSettings } from './commands/settings.js'
import { addShow } from './commands/show.js'
import { addTrain } from './commands/train.js'
import { addVerify } from './commands/verify.js'
import { EXIT_HELP } from './exit-codes.js'

/** The whole command line; parsing errors are thrown, not exited on. */
export function buildProgram(): Command {
  const program = new Command('spice')
    .description(
      'Self-play on your documents: one language model writes questions about them\n' +
        'and learns to answer them without seeing them.',
    )
    .version(version())
    .option('--debug', 'print the stack of an error')
    .showHelpAfterError('Add --help to see what it takes.')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  spice train                                 the bundled model and documents, some minutes on two cores
  spice train --model ./Qwen3-0.6B --corpus ./notes --iterations 20
  spice corpus build my-corpus ./papers       any folder of PDF, HTML, Markdown, JSON Lines, Parquet, … as a corpus
  spice train --resume quickstart-1           go on after Ctrl-C, a crash or a full disk
  spice show quickstart-1 0                   what was asked and answered in the first iteration
  spice eval quickstart-1 --set-file questions.jsonl
  spice generate tasks.jsonl --corpus ./notes questions with measured pass rates, nothing trained
  spice export quickstart-1 ./my-model        a folder that transformers and vLLM load
  spice verify --gold 1/2 --answer 0.5        is this answer right, and why
${EXIT_HELP}`,
    )
  for (const add of [
    addTrain,
    addCorpus,
    addEval,
    addGenerate,
    addShow,
    addRuns,
    addExport,
    addVerify,
    addSettings,
    addDoctor,
  ])
    add(program)
  return program
}
