import { createHash, hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { SpiceError } from '../errors.js'
import type { Tokenizer } from '../tokenizer/index.js'
import type { BuildSource } from './build-options.js'
import type { Journal } from './journal.js'
import type { BuildSettings } from './manifest.js'
import type { SourceFile } from './reading.js'
import type { FileOfSource } from './source-files.js'

const PROBE =
  'The quick brown fox, 0123456789 times: naïve café, 日本語, \u{1f600}.\n\n  if (x >= 3.14) { return `α + β` }\t<eos>'

/** Tells tokenizers apart by what they make of a text that touches many kinds of characters. */
export function tokenizerPrint(tokenizer: Pick<Tokenizer, 'encode'>): string {
  return hash('sha256', [...tokenizer.encode(PROBE)].join(' '))
}

const MAX_NAMED_PATHS = 4
const MAX_NAME_CHARACTERS = 1000

/** What a source is called: by its paths if it has no name, however many the shell made of a glob. */
export function sourceName({ name, paths }: BuildSource): string {
  if (name !== undefined) return name
  const shown = paths.slice(0, MAX_NAMED_PATHS).join(', ')
  const rest = paths.length > MAX_NAMED_PATHS ? `, … (${paths.length} paths)` : ''
  return shown.length > MAX_NAME_CHARACTERS ? `${shown.slice(0, MAX_NAME_CHARACTERS)}…${rest}` : shown + rest
}

/** What can be read once only. */
export function isStandardInput({ path, problem }: SourceFile): boolean {
  return path === undefined && problem === undefined
}

/** sha256 over what the sources are, and names and lengths of all their files. */
export function hashOfInputs(
  sources: readonly BuildSource[],
  files: readonly (readonly FileOfSource[])[],
): string {
  const digest = createHash('sha256')
  for (const [i, { paths, name, weight, textField }] of sources.entries()) {
    digest.update(JSON.stringify([paths, name ?? null, weight ?? 1, textField ?? null]))
    for (const file of files[i] ?? [])
      digest.update(JSON.stringify([file.name, file.bytes ?? null, file.textField ?? null]))
  }
  return digest.digest('hex')
}

/** Throws SpiceError('input') if the unfinished build in the folder is another one. */
export function refuseAnother(
  folder: string,
  journal: Journal,
  settings: BuildSettings,
  inputs: string,
): void {
  const before = journal.settings as Record<string, unknown>
  const changed = Object.entries(settings)
    .filter(([name, value]) => !isDeepStrictEqual(JSON.parse(JSON.stringify(value)), before[name]))
    .map(([name]) => name)
  if (journal.inputs !== inputs) changed.push('the sources or their files')
  if (changed.length === 0) return
  throw new SpiceError(
    'input',
    `${folder} holds an unfinished build with other settings: ${changed.join(', ')}`,
    {
      hint: 'give the same sources and settings to go on, or start over with --force',
    },
  )
}
