import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { SpiceError } from '../errors.js'
import type { Tokenizer } from '../tokenizer/index.js'
import { buildCorpus } from './build.js'
import { tokenizerPrint } from './build-inputs.js'
import type { BuildSource } from './build-options.js'
import { bundledCorpusPath } from './bundled.js'
import { type Corpus, corpusOf, type Documents } from './corpus.js'
import { type CorpusFolder, openCorpusFolder } from './corpus-folder.js'
import { fingerprint } from './fingerprint.js'
import { joinDocuments } from './join-documents.js'
import { isCorpusFolder } from './manifest.js'
import { endParsers } from './read/index.js'
import { readCorpus } from './read-corpus.js'
import { describeIssue } from './report.js'
import { type FileOfSource, sourceFiles } from './source-files.js'

export interface CorpusOptions {
  /** Files, folders, globs, index folders, or the corpus that ships with the package. */
  readonly paths: 'bundled' | readonly string[]
  /** Field of a row that holds the text; default `text`, else `orig_doc`. */
  readonly textField?: string
  /** A mixture instead of `paths`; each one may be an index folder. */
  readonly sources?: readonly BuildSource[]
  /** Each document once before any comes twice; default false. */
  readonly epochs?: boolean
  /** Longer texts are cut into documents of at most this many tokens. Index folders are as they were built. */
  readonly documentTokens: number
  readonly tokenizer: Pick<Tokenizer, 'encode'>
  readonly signal?: AbortSignal
  /** Sources of more bytes than this are built into an index folder below `cache` first; default 256 MiB. */
  readonly memoryBytes?: number
  /** Default: `spice/corpora` in the user's cache folder. */
  readonly cache?: string
}

const MEMORY_BYTES = 256 << 20

/**
 * Opens index folders as they are, and reads what else there is: small sources into memory, large ones into an index
 * folder in the cache, where the next run finds it. Exact duplicates are dropped among all that is read here, problems
 * are counted in `report`.
 * Throws SpiceError('input') if a path cannot be used or if nothing usable is left, naming the first problems, and
 * SpiceError('config') if an index folder has longer documents.
 */
export async function openCorpus(options: CorpusOptions): Promise<Corpus> {
  const { documentTokens } = options
  if (!Number.isInteger(documentTokens) || documentTokens < 1)
    throw new SpiceError('config', `documentTokens is ${documentTokens}, not a whole number above 0`)
  const sources = sourcesOf(options)
  const folders = sources.flatMap(({ paths }) => paths.filter(isCorpusFolder))
  const raw = sources.filter(({ paths }) => !paths.some(isCorpusFolder))
  refuseMixed(sources)
  const opened: Documents[] = []
  try {
    const read = raw.length > 0 ? await readRaw(raw, options) : undefined
    if (read) opened.push(read)
    for (const folder of folders) {
      const built = openCorpusFolder(folder)
      opened.push(built)
      refuseTooLong(folder, built, documentTokens)
    }
    const built = opened.filter((one) => one !== read)
    return corpusOf(joinDocuments(sources, read, built), { epochs: options.epochs ?? false })
  } catch (error) {
    for (const one of opened) one.close()
    throw error
  } finally {
    endParsers()
  }
}

function sourcesOf({ paths, sources, textField }: CorpusOptions): readonly BuildSource[] {
  if (sources !== undefined) return sources
  const named = paths === 'bundled' ? [bundledCorpusPath()] : paths
  return [{ paths: named, ...(textField !== undefined && { textField }) }]
}

/** A folder's documents are as long as they are: better to hear of it now than in the middle of a run. */
function refuseTooLong(folder: string, { manifest }: CorpusFolder, documentTokens: number): void {
  const { histogram, settings } = manifest
  const longest = Math.min(settings.documentTokens, 2 ** (histogram.length - 1) - 1)
  if (longest <= documentTokens) return
  throw new SpiceError(
    'config',
    `corpus ${folder} has documents of up to ${longest} tokens, and ${documentTokens} are allowed`,
    {
      hint:
        `build it with \`spice corpus build --tokens ${documentTokens}\`, or set corpus.maxDocumentTokens=${longest} ` +
        'if the model can read as many',
    },
  )
}

function refuseMixed(sources: readonly BuildSource[]): void {
  for (const { paths } of sources)
    if (paths.length > 1 && paths.some(isCorpusFolder))
      throw new SpiceError(
        'config',
        `a corpus of ${paths.join(', ')}: index folders and other paths in one source`,
        {
          hint: 'give each its own entry in corpus.sources',
        },
      )
}

async function readRaw(sources: readonly BuildSource[], options: CorpusOptions): Promise<Documents> {
  const { documentTokens, tokenizer, signal } = options
  const found: { source: BuildSource; files: readonly FileOfSource[] }[] = []
  for (const source of sources) found.push({ source, files: await sourceFiles(source.paths, { signal }) })
  const bytes = found.flatMap(({ files }) => files).reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  if (bytes > (options.memoryBytes ?? MEMORY_BYTES)) {
    const folder = join(options.cache ?? cacheFolder(), keyOf(found, options))
    if (!isCorpusFolder(folder))
      await buildCorpus({ folder, sources, documentTokens, tokenizer, ...(signal && { signal }) })
    return openCorpusFolder(folder)
  }
  const read = await readCorpus({ sources: found, documentTokens, tokenizer, signal })
  if (read.report.documents === 0) throw nothingIn(read, sources)
  return read
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'spice', 'corpora')
}

/** Of all that the documents follow from. A fingerprint sees a file's ends only; its time tells of a change between. */
function keyOf(
  sources: readonly { readonly source: BuildSource; readonly files: readonly FileOfSource[] }[],
  { documentTokens, tokenizer }: CorpusOptions,
): string {
  const files = sources.map(({ source, files }) => [
    source,
    files.map((file) => [file.name, file.bytes ?? null, fingerprint(file), changedAt(file)]),
  ])
  const all = JSON.stringify([documentTokens, tokenizerPrint(tokenizer), files])
  return createHash('sha256').update(all).digest('hex').slice(0, 32)
}

function changedAt({ path }: FileOfSource): number | null {
  return path === undefined ? null : (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null)
}

function nothingIn({ report }: Documents, sources: readonly BuildSource[]): SpiceError {
  const first = report.issues[0]
  const paths = sources.flatMap((source) => source.paths).join(', ')
  const cause = first && first.line > 0 ? `: all ${report.broken} rows are broken` : ''
  return new SpiceError('input', `corpus ${paths} has no documents${cause}`, {
    hint: !first
      ? 'the files are empty'
      : first.line > 0
        ? `${describeIssue(first)}; a JSONL row is {"text": "…"}, another field is named by corpus.textField`
        : describeIssue(first),
  })
}

/** Content-addressed: 16 hexadecimal digits of the sha256 of the text. */
export function documentId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
