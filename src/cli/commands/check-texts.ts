import type { ContaminationHit, ContaminationIndex } from '../../contamination/index.js'
import {
  type BuildProgress,
  isCorpusFolder,
  openCorpusFolder,
  readFile,
  sourceFiles,
} from '../../corpus/index.js'

/** A question that stands in a text. */
export interface FoundItem extends ContaminationHit {
  /** Where the text is: file and row, or document of a corpus. */
  readonly source: string
  /** The words of the text that stand for the question. */
  readonly passage: string
}

export interface ContaminationTally {
  texts: number
  textsWithHits: number
  hitCount: number
  characters: number
  problems: number
  readonly sets: Record<string, { texts: number; hits: number }>
  /** The first ones. */
  readonly hits: FoundItem[]
  seconds: number
}

export interface CheckOptions {
  readonly index: ContaminationIndex
  readonly textField: string | undefined
  readonly keep: number
  readonly onHit: (hit: FoundItem) => void
  readonly onProgress: (progress: BuildProgress) => void
}

const PASSAGE_CHARACTERS = 300
const TEXTS_PER_LOOK = 256

/** Looks through documents of corpora and texts of files, whole and as they are. Throws SpiceError('input'). */
export async function checkTexts(
  paths: readonly string[],
  options: CheckOptions,
): Promise<ContaminationTally> {
  const { index, keep, onHit, onProgress } = options
  const started = performance.now()
  const tally: ContaminationTally = {
    texts: 0,
    textsWithHits: 0,
    hitCount: 0,
    characters: 0,
    problems: 0,
    sets: Object.fromEntries(index.sets.map(({ name }) => [name, { texts: 0, hits: 0 }])),
    hits: [],
    seconds: 0,
  }
  for await (const found of textsOf(paths, options.textField)) {
    if (found === undefined) {
      tally.problems++
      continue
    }
    const { text, source, progress } = found
    tally.texts++
    tally.characters += text.length
    const hits = index.check(text)
    if (hits.length > 0) tally.textsWithHits++
    const sets = new Set<string>()
    for (const hit of hits) {
      const counts = tally.sets[hit.set] ?? { texts: 0, hits: 0 }
      tally.sets[hit.set] = counts
      counts.hits++
      if (!sets.has(hit.set)) counts.texts++
      sets.add(hit.set)
      tally.hitCount++
      const item = {
        source,
        ...hit,
        passage: text.slice(hit.start, Math.min(hit.end, hit.start + PASSAGE_CHARACTERS)),
      }
      if (tally.hits.length < keep) tally.hits.push(item)
      onHit(item)
    }
    if (tally.texts % TEXTS_PER_LOOK === 0) {
      const bytesPerSecond = (tally.characters / (performance.now() - started)) * 1000
      onProgress({
        phase: 'reading',
        documents: tally.texts,
        bytesPerSecond,
        secondsLeft: undefined,
        ...progress,
      })
    }
  }
  tally.seconds = (performance.now() - started) / 1000
  return tally
}

interface Text {
  readonly text: string
  readonly source: string
  readonly progress: Pick<BuildProgress, 'file' | 'filesDone' | 'files' | 'bytesDone' | 'bytes'>
}

/** Undefined for each text that cannot be read. */
async function* textsOf(
  paths: readonly string[],
  textField: string | undefined,
): AsyncGenerator<Text | undefined> {
  for (const path of paths.filter(isCorpusFolder)) {
    const corpus = openCorpusFolder(path)
    try {
      const { documents, bytes } = corpus.manifest
      for (let i = 0, bytesDone = 0; i < documents; i++) {
        const { text, source, id } = corpus.document(i)
        bytesDone += text.length
        yield {
          text,
          source: `${id} ${source}`,
          progress: { file: path, filesDone: 0, files: 1, bytesDone, bytes },
        }
      }
    } finally {
      corpus.close()
    }
  }
  const raw = paths.filter((path) => !isCorpusFolder(path))
  const files = await sourceFiles(raw, { signal: undefined })
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  let bytesDone = 0
  for (const [filesDone, file] of files.entries()) {
    const options = { textField: file.textField ?? textField, skip: 0, signal: undefined }
    for await (const { text, place } of readFile(file, options)) {
      if (text === undefined) yield undefined
      else {
        const source = place.row === undefined ? place.file : `${place.file}:${place.row}`
        yield {
          text,
          source,
          progress: { file: file.name, filesDone, files: files.length, bytesDone, bytes },
        }
      }
    }
    bytesDone += file.bytes ?? 0
  }
}
