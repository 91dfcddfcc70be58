import { existsSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import {
  buildContaminationIndex,
  contaminationIndexOf,
  type ItemSet,
  publicContaminationPath,
} from '../../contamination/index.js'
import { contaminationHits, endParsers } from '../../corpus/index.js'
import { SpiceError } from '../../errors.js'
import { EXIT } from '../exit-codes.js'
import { Output } from '../output.js'
import { presentCheck, presentHits, presentIndex } from '../present/corpus-contamination.js'
import { corpusProgress } from '../present/corpus-progress.js'
import { checkTexts } from './check-texts.js'
import { collect, wholeNumber } from './command.js'
import { type IndexFlags, itemSets, openIndex } from './item-sets.js'

export function addCorpusContamination(corpus: Command): void {
  const contamination = corpus
    .command('contamination')
    .description('find test questions in documents, without shipping the questions')
    .addHelpText(
      'after',
      `
Examples:
  spice corpus contamination check ./notes            against the public sets that ship with spice
  spice corpus contamination check my-corpus --set mine=exam.jsonl --expect-clean
  spice corpus contamination build exam.bin --set mine=exam.jsonl
  spice corpus contamination hits my-corpus           what the build of a corpus found`,
    )
  addBuild(contamination)
  addCheck(contamination)
  addHits(contamination)
  addSets(contamination)
}

function addBuild(contamination: Command): void {
  contamination
    .command('build')
    .description('write an index of questions: hashes of runs of their words, no text')
    .argument('<file>', 'file to write')
    .requiredOption('--set <name=file>', 'questions (.jsonl, .json); may be repeated', collect)
    .option('--force', 'overwrite the file')
    .option('--json', 'print one JSON line')
    .action(async (file: string, flags: { set: readonly string[]; force?: boolean; json?: boolean }) => {
      const output = new Output({ json: flags.json ?? false })
      if (existsSync(file) && !flags.force)
        throw new SpiceError('config', `${file} is there already`, { hint: 'overwrite it with --force' })
      const sets: ItemSet[] = await itemSets(flags.set)
      const bytes = buildContaminationIndex(sets)
      writeFileSync(file, bytes)
      const { hash, sets: summary } = contaminationIndexOf(sets)
      output.data({ file, bytes: bytes.length, hash, sets: summary })
      if (!output.json) presentIndex(output, summary, { file, bytes: bytes.length })
    })
}

function addSets(contamination: Command): void {
  contamination
    .command('sets')
    .description('which sets an index holds')
    .argument('[files...]', 'indices; default: the public one')
    .option('--json', 'print one JSON line per set')
    .action(async (files: string[], { json = false }: { json?: boolean }) => {
      const output = new Output({ json })
      const { sets } = await openIndex(files.length > 0 ? { index: files } : {})
      for (const set of sets) output.data(set)
      if (!json) presentIndex(output, sets, { file: files.join(', ') || publicContaminationPath() })
    })
}

interface CheckFlags extends IndexFlags {
  readonly textField?: string
  readonly show: number
  readonly expectClean?: boolean
  readonly json?: boolean
}

function addCheck(contamination: Command): void {
  contamination
    .command('check')
    .description('look for test questions in texts or in a corpus')
    .argument('<paths...>', 'corpora that were built; or files, folders, globs, - for standard input')
    .option('--index <file>', 'index; may be repeated; none: only --set (default: public)', collect)
    .option('--set <name=file>', 'questions of your own; may be repeated', collect)
    .option('--text-field <name>', 'field or column that holds the text (default: text, else orig_doc)')
    .option('--show <n>', 'hits to print; the others are counted', wholeNumber(0), 20)
    .option('--expect-clean', 'end with 1 if anything was found')
    .option('--json', 'print one JSON line per hit, and one that counts')
    .action(async (paths: string[], flags: CheckFlags) => {
      const output = new Output({ json: flags.json ?? false })
      const index = await openIndex(flags)
      const progress = corpusProgress(output, performance.now())
      try {
        const tally = await checkTexts(paths, {
          index,
          textField: flags.textField,
          keep: flags.show,
          onHit: (hit) => output.data(hit),
          onProgress: progress,
        })
        output.status('')
        const { hits: _, ...counts } = tally
        output.data(counts)
        if (!output.json) presentCheck(output, tally)
        if (flags.expectClean && tally.textsWithHits > 0) process.exitCode = EXIT.failure
      } finally {
        output.status('')
        endParsers()
      }
    })
}

function addHits(contamination: Command): void {
  contamination
    .command('hits')
    .description('what the build of a corpus found: document, set, hash of the question, place')
    .argument('<folder>', 'a corpus that was built')
    .option('--set <name>', 'only this set')
    .option('--limit <n>', 'hits to print', wholeNumber(1), 100)
    .option('--json', 'print one JSON line per hit')
    .action(async (folder: string, flags: { set?: string; limit: number; json?: boolean }) => {
      const output = new Output({ json: flags.json ?? false })
      const hits = []
      for await (const hit of contaminationHits(folder)) {
        if (flags.set !== undefined && hit.set !== flags.set) continue
        hits.push(hit)
        if (hits.length >= flags.limit) break
      }
      for (const hit of hits) output.data(hit)
      if (!output.json) presentHits(output, hits)
    })
}
