import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { type Config, differences } from '../config/index.js'
import { writeDurably } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { INVALID_REASONS } from '../roles/index.js'
import type { WorkFolder } from './work-folder.js'

const count = z.int().min(0)

/**
 * How far a set has come: `documents` of them were posed about, in `batches`, and answered.jsonl holds at least `bytes`; what stands
 * behind was written after this and will be written again.
 */
const journalSchema = z.strictObject({
  version: z.literal(1),
  settings: z.record(z.string(), z.json()),
  batches: count,
  documents: count,
  bytes: count,
  attempts: count,
  valid: count,
  reasons: z.partialRecord(z.enum(INVALID_REASONS), count),
  /** What was asked of the set that lies ready: if that is gone, it has been put in place. Null: none is ready. */
  ready: z.string().max(1000).nullable(),
})
export type Journal = Readonly<z.infer<typeof journalSchema>>
export type Settings = Journal['settings']

const MAX_BYTES = 16 << 20

export function newJournal(settings: Settings): Journal {
  const nothing = { batches: 0, documents: 0, bytes: 0, attempts: 0, valid: 0, reasons: {} }
  return { version: 1, settings, ...nothing, ready: null }
}

export function writeJournal({ journal }: WorkFolder, content: Journal): void {
  writeDurably(journal, `${JSON.stringify(content)}\n`)
}

/** Undefined if nothing has begun; throws SpiceError('input') if it can't be read. */
export function readJournal({ path, journal }: WorkFolder): Journal | undefined {
  const info = statSync(journal, { throwIfNoEntry: false })
  if (info === undefined) return undefined
  try {
    if (info.size > MAX_BYTES) throw new Error(`${info.size} bytes`)
    return journalSchema.parse(JSON.parse(readFileSync(journal, 'utf8')))
  } catch (cause) {
    throw new SpiceError('input', `the set in ${path} cannot go on: its journal is broken`, {
      hint: 'begin anew with --force',
      cause,
    })
  }
}

/** Everything that the tasks follow from; how many are wanted, and of which pass rates, may change on the way. */
export function settingsOf(
  config: Config,
  others: Readonly<Record<string, string | number | null>>,
): Settings {
  const { grounding, gold, documentsPerIteration, challengesPerDocument, answersPerTask } = config
  const { maxAttemptsPerDocument, attemptChunk, maxSelectorTokens, maxChallengeTokens, maxAnswerTokens } =
    config
  const { seed, sampling, formats, answerTypes, shareAnswers, validity, engine } = config
  const settings = {
    ...others,
    seed,
    grounding,
    gold,
    documentsPerIteration,
    challengesPerDocument,
    answersPerTask,
    maxAttemptsPerDocument,
    attemptChunk,
    maxSelectorTokens,
    maxChallengeTokens,
    maxAnswerTokens,
    sampling,
    formats,
    answerTypes,
    shareAnswers,
    validity,
    engine: { type: engine.type, threads: engine.threads, memoryMiB: engine.memoryMiB },
  }
  return z.record(z.string(), z.json()).parse(settings)
}

/** Throws SpiceError('config') that names what differs. */
export function refuseOtherSettings({ path }: WorkFolder, before: Settings, now: Settings): void {
  const found = differences(before, now)
  if (found.length === 0) return
  const list = found
    .map((one) => `${one.path} (${JSON.stringify(one.before)} -> ${JSON.stringify(one.after)})`)
    .join(', ')
  throw new SpiceError('config', `the set begun in ${path} cannot go on with other settings: ${list}`, {
    hint: 'repeat the command with the settings it began with, or begin anew with --force',
  })
}
