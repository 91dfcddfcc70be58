import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { SpiceError } from '../../errors.js'
import { JUDGED_FORMS, JUDGED_TYPES, type JudgeDefaults, judgePair, runStress } from '../../judge/index.js'
import { type AnswerForm, EXTRACTION_MODES, type ExtractionMode } from '../../verify/index.js'
import type { GoldType } from '../../words.js'
import { EXIT } from '../exit-codes.js'
import { Output } from '../output.js'
import { presentStress } from '../present/stress.js'
import { presentVerdict } from '../present/verdict.js'
import { wholeNumber } from './command.js'
import { verifyLines } from './verify-lines.js'

export interface VerifyFlags {
  readonly gold?: string
  readonly answer?: string
  readonly type?: GoldType
  readonly mode: ExtractionMode
  readonly form: AnswerForm
  readonly decimals?: number
  readonly options?: readonly string[]
  readonly explain?: boolean
  readonly jobs: number
  readonly check?: boolean
  readonly summary?: boolean
  readonly strict?: boolean
  readonly expectMatch?: boolean
  readonly stress?: boolean
  readonly json?: boolean
}

const PAIR_FLAGS = ['gold', 'answer', 'options', 'explain'] as const
const LINE_FLAGS = ['check', 'summary', 'strict'] as const

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('judge answers: one pair from flags, or JSON lines from a file or standard input')
    .argument('[file]', 'JSON lines {gold, prediction, ...}; - or nothing: standard input')
    .option('--gold <text>', 'the right answer of one pair')
    .option('--answer <text>', "the text to judge, such as a model's whole output")
    .addOption(
      new Option('--type <type>', 'how answers are compared; default: inferred from the gold').choices(
        JUDGED_TYPES,
      ),
    )
    .addOption(
      new Option('--mode <mode>', 'where the answer stands in the text')
        .choices(EXTRACTION_MODES)
        .default('auto'),
    )
    .addOption(
      new Option('--form <form>', 'whether an answer has to be worked out as far as the gold')
        .choices(JUDGED_FORMS)
        .default('equivalent'),
    )
    .option('--decimals <n>', 'decimal places that count (floats)', wholeNumber(0))
    .option('--options <text...>', "a choice's options, without letters, in order")
    .option('--explain', 'what was found where, what was normalised, and both sides as they were read')
    .option(
      '--jobs <n>',
      'threads for many lines; default: all cores',
      wholeNumber(1),
      availableParallelism(),
    )
    .option('--check', 'compare verdicts with the field "expected" of each line')
    .option('--summary', 'count outcomes for each value of the field "group"')
    .option('--strict', 'stop at the first line that states no pair')
    .option('--expect-match', 'end with 1 if any pair is not a match')
    .option('--stress', 'try to be paid without knowing the answer; ends with 1 if any attempt succeeds')
    .option('--json', 'one pair or --stress: print JSON')
    .addHelpText('after', HELP)
    .action(runVerify)
}

const HELP = `
Modes:
  boxed     the last balanced \\boxed{} or \\fbox{}
  anchored  a box, or the last place that announces the answer ("the answer is")
  whole     the text is the answer
  auto      a box, else what is announced, else the whole text
  lenient   as auto, else the last mathematical expression of the text

Lines:
  In:  gold and prediction; optionally id, answerType, mode, form, options, decimals, which come before the flags.
  Out: the same line, its fields untouched, with outcome, rule, extracted and what else the verdict says; in order.
  A line that states no pair becomes {"line", "error"} with its id, and the rest goes on. Lines may be 4 MiB long.
  Counts and progress go to standard error.

Ends with 1 if --expect-match, --check or --stress found something, with 3 if lines were broken, else with 0.

Examples:
  spice verify --gold '1/2' --answer '\\frac12' --explain
  spice verify --gold B --answer 'So it is \\boxed{B. Rome}' --type choice --options Paris Rome Oslo --mode boxed
  spice verify answers.jsonl > judged.jsonl
  spice verify --stress
  spice verify pairs.jsonl --check --summary > /dev/null
  zcat answers.jsonl.gz | spice verify --mode boxed --expect-match | head`

async function runVerify(file: string | undefined, flags: VerifyFlags): Promise<void> {
  refuseMixtures(file, flags)
  if (flags.stress) {
    stress(flags)
    return
  }
  const defaults: JudgeDefaults = {
    type: flags.type,
    mode: flags.mode,
    form: flags.form,
    decimals: flags.decimals,
  }
  if (flags.gold === undefined || flags.answer === undefined) {
    process.exitCode = await verifyLines(file, flags, defaults)
    return
  }
  const output = new Output({ json: flags.json ?? false })
  const pair = { ...defaults, gold: flags.gold, prediction: flags.answer, options: flags.options }
  const verdict = judgePair(pair)
  output.data(verdict)
  if (!output.json) presentVerdict(output, pair, verdict, flags.explain ?? false)
  if (flags.expectMatch && verdict.outcome !== 'match') process.exitCode = EXIT.failure
}

function stress({ json = false }: VerifyFlags): void {
  const output = new Output({ json })
  const report = runStress()
  output.data(report)
  if (!json) presentStress(output, report)
  if (report.falseAccepts.length > 0) process.exitCode = EXIT.failure
}

function refuseMixtures(file: string | undefined, flags: VerifyFlags): void {
  const one = PAIR_FLAGS.find((flag) => flags[flag] !== undefined)
  const many = LINE_FLAGS.find((flag) => flags[flag] !== undefined)
  if (one !== undefined && !flags.stress && (flags.gold === undefined || flags.answer === undefined)) {
    throw new SpiceError('config', `--${one} is for one pair, which takes both --gold and --answer`)
  }
  if (one !== undefined && (file !== undefined || many !== undefined)) {
    throw new SpiceError('config', `--${one} is for one pair, ${many ? `--${many}` : file} for many lines`)
  }
  if (flags.stress && (one !== undefined || many !== undefined || file !== undefined)) {
    throw new SpiceError('config', '--stress brings its own pairs')
  }
  if (one === undefined && file === undefined && !flags.stress && process.stdin.isTTY) {
    throw new SpiceError('config', 'Nothing to verify', {
      hint: 'Give --gold and --answer, name a file, or pipe JSON lines into it',
    })
  }
}
