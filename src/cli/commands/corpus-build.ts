import { type Command, Option } from 'commander'
import { buildCorpus, CLEAN_STEPS, endParsers, openCorpusFolder } from '../../corpus/index.js'
import { SpiceError } from '../../errors.js'
import { listenForInterruption } from '../interruption.js'
import { commandLine, invocation } from '../invocation.js'
import { Output } from '../output.js'
import { corpusProgress } from '../present/corpus-progress.js'
import { presentBuilt } from '../present/corpus-summary.js'
import { collect, wholeNumber } from './command.js'
import { type BuildFlags, buildOptions, similarity } from './corpus-build-flags.js'

export function addCorpusBuild(corpus: Command): void {
  corpus
    .command('build')
    .description('build an index folder from documents, or go on with a build that was stopped')
    .argument('<folder>', 'folder to write: new, or one whose build was stopped')
    .argument('<sources...>', 'files, folders, globs, - for standard input, hf:owner/name data sets')
    .option('--weight <source=w>', 'share of the samples that a source gets; may be repeated', collect)
    .option(
      '--text-field <name>',
      'field or column that holds the text; a.b is nested (default: text, else orig_doc)',
    )
    .option('--tokens <n>', 'longer texts are cut into documents of at most this many', wholeNumber(1), 5992)
    .option('--min-tokens <n>', 'shorter documents are dropped', wholeNumber(0), 0)
    .option('--exact-counts', "count every document's tokens (slow) instead of estimating most")
    .option('--model <folder>', 'whose tokenizer counts', 'bundled')
    .option('--no-clean', 'take texts as they are')
    .addOption(
      new Option(
        '--skip <step>',
        `a cleaning step not to take; may be repeated (${CLEAN_STEPS.join(', ')})`,
      ).argParser(collect),
    )
    .option('--no-filter', 'drop no text for what it looks like')
    .option('--limit <name=value>', 'a limit of the filter, or name=off; may be repeated', collect)
    .option('--detect-languages', "tell and count each document's language (slow)")
    .option('--language <code>', 'keep only this language (en, de, …); may be repeated', collect)
    .option('--no-exact-duplicates', 'keep documents of the same text')
    .option('--near-duplicates <s>', 'drop documents at least this alike (Jaccard, such as 0.8)', similarity)
    .addOption(
      new Option('--contamination <action>', 'what becomes of documents that hold test questions')
        .choices(['drop', 'flag', 'keep', 'off'])
        .default('drop'),
    )
    .option('--index <file>', 'contamination index; may be repeated (default: public)', collect)
    .option('--set <name=file>', 'questions of your own to look for; may be repeated', collect)
    .option('--search', 'build the full-text index too')
    .option('--strict', 'stop at the first text that cannot be read')
    .option('--force', 'start over where a corpus or an unfinished build is')
    .option('--json', "print the corpus's manifest as one JSON line")
    .addHelpText('after', HELP)
    .action(runBuild)
}

const HELP = `
Sources:
  JSON Lines, JSON, CSV and TSV, Parquet, HTML, PDF, Markdown and text, also .gz and .zst, told apart by content.
  Of folders, files of known endings are taken. With --weight, each source that it names is drawn from by its weight,
  and those that it does not name together by weight 1; without, all documents are drawn alike.

Limits (--limit):
  minCharacters, maxCharacters, sharesFromCharacters, maxRepeatedLines, maxRepeatedNGrams, maxSymbols, maxDigits,
  minWordLength, maxWordLength

Ctrl-C saves. The same command goes on with a build that was stopped or killed; the folder ends with the same bytes.

Examples:
  spice corpus build my-corpus ./notes --tokens 512 --model ./Qwen3-0.6B
  spice corpus build mixed ./math ./web --weight ./math=1 --weight ./web=1
  spice corpus build clean 'crawl/*.jsonl.gz' --near-duplicates 0.8 --language en --set mine=exam.jsonl
  zcat dump.jsonl.gz | spice corpus build piped - --text-field article.body`

async function runBuild(folder: string, sources: string[], flags: BuildFlags): Promise<void> {
  const output = new Output({ json: flags.json ?? false })
  const options = await buildOptions(folder, sources, flags)
  const interruption = listenForInterruption(() => output.say('Stopping: what was read is being saved.'))
  const started = performance.now()
  try {
    const manifest = await buildCorpus({
      ...options,
      signal: interruption.signal,
      onProgress: corpusProgress(output, started),
    })
    output.status('')
    output.data(manifest)
    if (output.json) return
    const built = openCorpusFolder(folder)
    presentBuilt(output, folder, built, (performance.now() - started) / 1000)
    built.close()
  } catch (error) {
    const code = interruption.exitCode()
    if (code === undefined || !(error instanceof SpiceError) || error.code !== 'interrupted') throw error
    output.say(`${error.message}; everything is saved. To go on:`)
    output.say(`  ${commandLine().replace(/^spice/, invocation())}`)
    process.exitCode = code
  } finally {
    output.status('')
    interruption.dispose()
    endParsers()
  }
}
