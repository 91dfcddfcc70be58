import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Config, loadConfig } from '../config/index.js'
import { bundledCorpusPath, type Corpus, openCorpus } from '../corpus/index.js'
import { SpiceError } from '../errors.js'
import { loadEvalSet } from '../evals/index.js'
import { goldOf, loadTemplateSet } from '../roles/index.js'
import { type OpenPlayers, openPlayers } from '../runs/open-players.js'
import { verify } from '../verify/index.js'
import {
  type GenerateEvent,
  type GenerateOptions,
  generateTasks,
  type Player,
  type TaskRow,
  taskRowSchema,
} from './index.js'
import { workFolder } from './work-folder.js'

const place = mkdtempSync(join(tmpdir(), 'task-sets-'))
const config = loadConfig({
  preset: 'quickstart',
  set: ['documentsPerIteration=2', 'engine.threads=1', 'seed=5', 'advantage=rae'],
})
let opened: OpenPlayers
let corpus: Corpus

beforeAll(async () => {
  opened = await openPlayers(config, { model: 'bundled' })
  corpus = await openCorpus({
    paths: [bundledCorpusPath()],
    documentTokens: config.corpus.maxDocumentTokens,
    tokenizer: opened.tokenizer,
  })
})
afterAll(async () => {
  corpus.close()
  await opened.close()
  rmSync(place, { recursive: true })
})

let number = 0
const fresh = (ending = 'jsonl') => join(place, `${number++}.${ending}`)
const generate = (options: Partial<GenerateOptions> & { out: string; settings?: Partial<Config> }) =>
  generateTasks({
    config: { ...config, ...options.settings },
    players: opened.players,
    corpus,
    band: { from: 0, to: 1 },
    documents: 6,
    ...options,
  })
const linesOf = (out: string) => readFileSync(out, 'utf8').trimEnd().split('\n')
const rowsOf = (out: string): TaskRow[] => linesOf(out).map((line) => taskRowSchema.parse(JSON.parse(line)))

const withoutAnswers = (line: string) => {
  const { answers: _, ...row } = JSON.parse(line) as TaskRow
  return JSON.stringify(row)
}

/** Aborts after so many batches. */
function stopping(batches: number) {
  const controller = new AbortController()
  const onEvent = (event: GenerateEvent) => {
    if (event.type === 'batch' && --batches === 0) controller.abort()
  }
  return { signal: controller.signal, onEvent }
}

describe('generateTasks', () => {
  let whole: string
  let inParquet: string

  beforeAll(async () => {
    whole = fresh()
    inParquet = fresh('parquet')
    await generate({ out: whole, withAnswers: true })
    await generate({ out: inParquet })
  })

  it('measures pass rates: a row holds its answers, and the verifier says the same of them again', () => {
    const { finalAnswer } = loadTemplateSet(config.templates)
    const rows = rowsOf(whole)
    expect(rows.length).toBeGreaterThan(5)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    for (const row of rows) {
      expect(row.answers).toHaveLength(8)
      const outcomes = row.answers?.map(
        ({ text }) => verify(goldOf(row), text, { ...finalAnswer, form: 'worked-out' }).outcome,
      )
      expect(row.answers?.map(({ outcome }) => outcome)).toEqual(outcomes)
      expect(row.passes).toBe(outcomes?.filter((outcome) => outcome === 'match').length)
      expect(row.passRate).toBe(row.passes / 8)
    }
  })

  it('asks about documents in seeded order, each once', async () => {
    const documents = (out: string) => [...new Set(rowsOf(out).map(({ documentId }) => documentId))]
    const text = documents(whole)
    expect(text.length).toBeGreaterThan(2)
    const other = fresh()
    await generate({ out: other, settings: { seed: 6 } })
    expect(documents(other)).not.toEqual(text)
  })

  it('is the same set in Parquet, without the answers', async () => {
    const file = await asyncBufferFromFile(inParquet)
    const read = await parquetReadObjects({ file })
    expect(read).toEqual(rowsOf(whole).map(({ answers: _, ...row }) => ({ ...row, seed: BigInt(row.seed) })))
  })

  it('says that the same command goes on where an endpoint fails on the way', async () => {
    const out = fresh()
    const { reasoner } = opened.players
    let calls = 0
    const failing: Player = {
      ...reasoner,
      voice: {
        ...reasoner.voice,
        sampler: {
          sample: (...request) => {
            if (++calls > 1) throw new SpiceError('engine', 'the server is gone', { hint: 'Is it running?' })
            return reasoner.voice.sampler.sample(...request)
          },
        },
      },
    }
    const error = await generate({ out, players: { ...opened.players, reasoner: failing } }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({
      code: 'engine',
      message: 'the server is gone',
      hint: 'Is it running? What was answered is kept: the same command goes on from there.',
    })
    await generate({ out })
    expect(linesOf(out)).toEqual(linesOf(whole).map(withoutAnswers))
  })

  it('is an evaluation set', async () => {
    const set = await loadEvalSet(whole)
    const rows = rowsOf(whole)
    expect(set.questions).toHaveLength(rows.length)
    for (const [i, { id, question, gold, answerType }] of rows.entries())
      expect(set.questions[i]).toMatchObject({ id, question, gold, answerType })
  })

  it('keeps the band alone, and stops when it has enough', async () => {
    const out = fresh()
    const summary = await generate({ out, band: { from: 0.2, to: 0.8 }, tasks: 3, documents: undefined })
    const rates = rowsOf(out).map(({ passRate }) => passRate)
    expect(rates).toHaveLength(3)
    for (const rate of rates) expect(rate >= 0.2 && rate <= 0.8).toBe(true)
    expect(summary).toMatchObject({ out, kept: 3, tasksWanted: 3 })
    expect(summary.documents).toBeLessThan(corpus.size)
    expect(summary.passRates.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(summary.answered)
    expect(existsSync(workFolder(out).path)).toBe(false)
  })

  it.each(['jsonl', 'parquet'])('ends with the same bytes after a stop, as %s', async (ending) => {
    const out = fresh(ending)
    const withAnswers = ending === 'jsonl'
    for (const batches of [1, 1]) {
      const stopped = generate({ out, withAnswers, ...stopping(batches) })
      await expect(stopped).rejects.toMatchObject({ code: 'interrupted' })
      expect(existsSync(out)).toBe(false)
    }
    const partial = linesOf(workFolder(out).set)
    expect(partial.length).toBeGreaterThan(0)
    const events: GenerateEvent[] = []
    await generate({ out, withAnswers, onEvent: (event) => events.push(event) })
    expect(events[0]).toMatchObject({ type: 'started', resumed: true, progress: { documents: 4 } })
    expect(readFileSync(out).equals(readFileSync(ending === 'jsonl' ? whole : inParquet))).toBe(true)
    if (withAnswers) expect(linesOf(out).slice(0, partial.length)).toEqual(partial)
  })

  it('forgets what was written after the last word of the journal', async () => {
    const out = fresh()
    await expect(generate({ out, withAnswers: true, ...stopping(1) })).rejects.toMatchObject({
      code: 'interrupted',
    })
    writeFileSync(workFolder(out).answered, '{"id":"torn', { flag: 'a' })
    await generate({ out, withAnswers: true })
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true)
  })

  it('refuses to go on with other settings, by name; --force begins anew', async () => {
    const out = fresh()
    await expect(generate({ out, ...stopping(1) })).rejects.toMatchObject({ code: 'interrupted' })
    const other = { seed: 6, answersPerTask: 4 }
    await expect(generate({ out, settings: other })).rejects.toThrow(
      /seed \(5 -> 6\), answersPerTask \(8 -> 4\)/,
    )
    const { players } = opened
    const someone = { ...players, reasoner: { ...players.reasoner, identity: 'sha256:other' } }
    await expect(generate({ out, players: someone })).rejects.toThrow(
      /reasoner \("sha256:.*" -> "sha256:other"\)/,
    )
    const summary = await generate({ out, settings: other, force: true, documents: 2 })
    expect(summary.documents).toBe(2)
    expect(rowsOf(out).map(({ seed, samples }) => `${seed} ${samples}`)).toEqual(
      linesOf(out).map(() => '6 4'),
    )
  })

  it('says so if the band is never met, keeps the answers, and writes another band at once', async () => {
    const out = fresh()
    const narrow = { from: 0.51, to: 0.52 }
    const seen: GenerateEvent[] = []
    await expect(generate({ out, band: narrow, onEvent: (event) => seen.push(event) })).rejects.toMatchObject(
      { code: 'input', message: expect.stringContaining('band 0.51..0.52') },
    )
    expect(seen.at(-1)).toMatchObject({ type: 'finished', summary: { out: null, kept: 0 } })
    expect(existsSync(out)).toBe(false)
    const events: GenerateEvent[] = []
    await generate({ out, withAnswers: true, onEvent: (event) => events.push(event) })
    expect(events.map(({ type }) => type)).toEqual(['started', 'finished'])
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true)
  })

  it('says why nothing was valid', async () => {
    const out = fresh()
    await expect(generate({ out, documents: 2, settings: { maxChallengeTokens: 1 } })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(/^No valid task about 2 documents.*truncated \(\d+ times\)/),
    })
  })

  it('leaves an existing file alone, unless it is told to replace it', async () => {
    const out = fresh()
    writeFileSync(out, 'mine')
    await expect(generate({ out, documents: 2 })).rejects.toMatchObject({ code: 'config' })
    expect(readFileSync(out, 'utf8')).toBe('mine')
    await generate({ out, documents: 2, force: true })
    expect(rowsOf(out).length).toBeGreaterThan(0)
  })

  it('does not write over a file that came while it worked', async () => {
    const out = fresh()
    const onEvent = ({ type }: GenerateEvent) => {
      if (type === 'batch') writeFileSync(out, 'mine')
    }
    await expect(generate({ out, documents: 2, onEvent })).rejects.toThrow(/exists already/)
    expect(readFileSync(out, 'utf8')).toBe('mine')
    await generate({ out, documents: 2, force: true })
    expect(rowsOf(out).length).toBeGreaterThan(0)
  })

  it('only tidies up if it was killed when the file was in place', async () => {
    const out = fresh()
    const onEvent = ({ type }: GenerateEvent) => {
      if (type === 'finished') throw new Error('killed here')
    }
    await expect(generate({ out, withAnswers: true, onEvent })).rejects.toThrow('killed here')
    expect(existsSync(workFolder(out).path)).toBe(true)
    const events: GenerateEvent[] = []
    await generate({ out, withAnswers: true, onEvent: (event) => events.push(event) })
    expect(events.map(({ type }) => type)).toEqual(['finished'])
    expect(readFileSync(out).equals(readFileSync(whole))).toBe(true)
    expect(existsSync(workFolder(out).path)).toBe(false)
  })

  it.each([
    ['another ending', 'config', () => join(place, 'tasks.csv')],
    ['a folder', 'input', () => (mkdirSync(join(place, 'folder.jsonl')), join(place, 'folder.jsonl'))],
    [
      'a place below a file',
      'input',
      () => (writeFileSync(join(place, 'file'), ''), join(place, 'file', 'a.jsonl')),
    ],
  ])('refuses %s as a target', async (_, code, out) => {
    await expect(generate({ out: out() })).rejects.toMatchObject({ code })
  })

  it('lets one process at a time work on a set', async () => {
    const out = fresh()
    let second: unknown
    const first = generate({
      out,
      documents: 2,
      onEvent: ({ type }) => {
        if (type === 'batch') second ??= generate({ out, documents: 2 }).catch((error: unknown) => error)
      },
    })
    await first
    expect(await second).toMatchObject({ code: 'locked' })
  })
})
