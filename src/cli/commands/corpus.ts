import type { Command } from 'commander'
import { addCorpusBuild } from './corpus-build.js'
import { addCorpusContamination } from './corpus-contamination.js'
import { addCorpusInfo } from './corpus-info.js'
import { addCorpusSample } from './corpus-sample.js'
import { addCorpusSearch } from './corpus-search.js'
import { addCorpusShow } from './corpus-show.js'

export function addCorpus(program: Command): void {
  const corpus = program
    .command('corpus')
    .description('build a corpus from what you have, look into it, and keep test questions out of it')
    .addHelpText(
      'after',
      `
Examples:
  spice corpus build my-corpus ./notes ./papers 'data/*.jsonl.gz'
  spice corpus info my-corpus
  spice corpus search my-corpus 'photosynthesis AND light*'
  spice corpus sample my-corpus --count 3
  spice train --corpus my-corpus`,
    )
  for (const add of [
    addCorpusBuild,
    addCorpusInfo,
    addCorpusShow,
    addCorpusSearch,
    addCorpusSample,
    addCorpusContamination,
  ])
    add(corpus)
}
