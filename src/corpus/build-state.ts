import { join } from 'node:path'
import { flush } from '../disk/index.js'
import { SpiceError } from '../errors.js'
import { hashOfInputs, isStandardInput, refuseAnother } from './build-inputs.js'
import type { BuildOptions } from './build-options.js'
import { ProgressMeter } from './build-progress.js'
import { TokenMeter } from './count-tokens.js'
import { hexId } from './document-record.js'
import { fingerprint } from './fingerprint.js'
import { IdHash } from './id-hash.js'
import { IdSet } from './id-set.js'
import { IndexWriter } from './index-writer.js'
import { Intake, type Judged } from './intake.js'
import { type FileEntry, type Journal, newFileEntry, noteProblem, writeJournal } from './journal.js'
import {
  BUILDING,
  type BuildSettings,
  FORMAT,
  type Manifest,
  type SourceSummary,
  type Summary,
  VERSION,
} from './manifest.js'
import type { Place, Reading, SourceFile } from './reading.js'
import { scanDocuments } from './scan-documents.js'
import { segment } from './segment/index.js'
import type { FileOfSource } from './source-files.js'
import type { NearDuplicates } from './steps.js'
import { countDocument, countHits, emptySource, emptySummary, nothingIn, sorted } from './summary.js'
import { countUp, type Tallies } from './tally.js'

type Text = Extract<Reading, { text: string }>
type Problem = Extract<Reading, { problem: string }>

export interface FileToRead {
  readonly file: SourceFile
  readonly textField: string | undefined
  readonly skip: number
}

const COMMIT_BYTES = 64 << 20
const COMMIT_SECONDS = 5
/** Clocks are looked at once in so many readings. */
const READINGS_PER_LOOK = 64
const MAX_PROBLEMS = 10_000
const MAX_PROBLEM_CHARACTERS = 500

/** What a build knows while it goes on: everything that the journal keeps, and what follows from the parts. */
export class BuildState {
  readonly #writer: IndexWriter
  readonly #intake: Intake
  readonly #near: NearDuplicates | undefined
  readonly #signatures: string
  readonly #meter: TokenMeter
  readonly #seen = new IdSet()
  readonly #ids = new IdHash()
  readonly #summary: Summary
  readonly #sources: SourceSummary[]
  readonly #inputs: string
  #next: number
  #entry: FileEntry | null
  #uncommitted = 0
  #readings = 0
  #committedAt = performance.now()
  #progress: ProgressMeter

  constructor(
    private readonly options: BuildOptions,
    private readonly settings: BuildSettings,
    private readonly sourceFiles: readonly (readonly FileOfSource[])[],
    journal: Journal | undefined,
  ) {
    this.#inputs = hashOfInputs(options.sources, sourceFiles)
    this.#signatures = join(options.folder, BUILDING, 'minhash.bin')
    if (journal) refuseAnother(options.folder, journal, settings, this.#inputs)
    this.#next = journal?.file ?? 0
    this.#entry = journal?.entry ?? null
    this.#summary = journal?.summary ?? emptySummary()
    this.#sources = journal?.sources ?? []
    this.#meter = new TokenMeter(options.tokenizer, settings.tokens, journal?.calibration)
    this.#progress = new ProgressMeter(sourceFiles.flat(), options.onProgress)
    this.#writer = new IndexWriter(options.folder, journal?.lengths, options.shardBytes)
    const near = options.near?.create({
      signatures: this.#signatures,
      textOf: (position) => this.#writer.text(position),
    })
    this.#near = near
    this.#intake = new Intake(
      {
        clean: options.clean?.run,
        segment: options.segment?.run ?? segment,
        filter: options.filter?.run,
        near,
        contamination: options.contamination,
        exact: settings.exact,
        documentTokens: settings.documentTokens,
        minTokens: settings.minTokens,
      },
      this.#meter,
      this.#seen,
      this.#summary.tallies as Tallies,
      this.#writer,
    )
    try {
      const kept = scanDocuments(options.folder, this.#writer.documents, { texts: false })
      for (const { record } of kept) {
        this.#ids.add(record.idHigh, record.idLow)
        if (settings.exact) this.#seen.add(record.idHigh, record.idLow)
      }
      near?.restore(this.#writer.documents)
      if (journal === undefined) this.commit()
    } catch (error) {
      this.close()
      throw error
    }
  }

  get documents(): number {
    return this.#summary.documents
  }

  get folder(): string {
    return this.options.folder
  }

  /** What is still to be read, file by file. */
  *files(): Generator<FileToRead> {
    let number = 0
    for (const [source, files] of this.sourceFiles.entries()) {
      for (const file of files) {
        if (number++ < this.#next) continue
        this.#beginSources(source)
        const { textField } = this.options.sources[source] as BuildOptions['sources'][number]
        yield { file, textField: file.textField ?? textField, skip: this.#entry?.readings ?? 0 }
      }
    }
    this.#beginSources(this.sourceFiles.length - 1)
  }

  begin(file: SourceFile): void {
    const now = fingerprint(file)
    if (this.#entry === null) {
      this.#entry = newFileEntry(file, now)
    } else if (now !== this.#entry.fingerprint || isStandardInput(file)) {
      const what = isStandardInput(file) ? 'standard input cannot be read again' : `${file.name} has changed`
      throw new SpiceError('input', `the build in ${this.folder} cannot go on: ${what}`, {
        hint: 'start over with --force',
      })
    }
    this.#progress.begin(this.#next, file)
  }

  /** One text through all steps into the index. */
  take(reading: Text): void {
    this.#count().out++
    this.#uncommitted += reading.text.length
    this.#progress.add(reading.text.length)
    for (const judged of this.#intake.documents(reading.text, reading.format)) {
      if (judged.hits.length > 0) this.#report(judged)
      if (!judged.dropped) this.#keep(judged, reading.place)
    }
    if (this.#readings % READINGS_PER_LOOK === 0) this.#progress.tell(this.documents)
  }

  refuse({ problem, place }: Problem, strict: boolean): void {
    const entry = this.#open()
    const where = place.row === undefined ? place.file : `${place.file}:${place.row}`
    if (strict)
      throw new SpiceError('input', `${where}: ${problem}`, {
        hint: 'without --strict it is counted and passed over; run the same command without it to go on',
      })
    countUp(this.#count().dropped, 'problem')
    const text = problem.slice(0, MAX_PROBLEM_CHARACTERS)
    noteProblem(entry, text, place.row)
    if (this.#summary.problems++ < MAX_PROBLEMS)
      this.#writer.problem({ file: place.file, row: place.row ?? null, problem: text })
  }

  /** The file is done. */
  end(): void {
    const entry = this.#open()
    this.#writer.file(entry)
    this.#source().files++
    this.#entry = null
    this.#next++
  }

  commitDue(): boolean {
    if (this.#uncommitted >= (this.options.commitBytes ?? COMMIT_BYTES)) return true
    return (
      this.#readings % READINGS_PER_LOOK === 0 &&
      performance.now() - this.#committedAt > COMMIT_SECONDS * 1000
    )
  }

  /** What was taken so far is on the disk when this returns, and the journal says so. */
  commit(): void {
    const lengths = this.#writer.sync()
    if (this.#near) {
      this.#near.save()
      flush(this.#signatures, 'file')
    }
    writeJournal(this.folder, {
      version: 1,
      settings: this.settings,
      inputs: this.#inputs,
      file: this.#next,
      entry: this.#entry,
      lengths,
      sources: this.#sources,
      summary: this.#summary,
      calibration: this.#meter.calibration(),
    })
    this.#uncommitted = 0
    this.#committedAt = performance.now()
  }

  /** All files are done: what the manifest says of them. Throws SpiceError('input') if there are no documents. */
  finish(): Manifest {
    this.commit()
    if (this.documents === 0) throw nothingIn(this.folder, this.#summary)
    const { tallies, languages, contamination, ...counts } = this.#summary
    return {
      format: FORMAT,
      version: VERSION,
      settings: this.settings,
      sources: this.#sources,
      ...counts,
      tallies,
      languages: sorted(languages),
      contamination: sorted(contamination),
      files: this.#writer.files,
      shards: this.#writer.shards,
      ids: this.#ids.digest(),
      parts: this.#writer.parts(),
    }
  }

  close(): void {
    this.#near?.close()
    this.#writer.close()
  }

  #keep(judged: Judged, place: Place): void {
    const { idHigh, idLow, tokens, language, flags, part, segment } = judged
    const source = this.#sources.length - 1
    const { row = 0, pages = [0, 0] } = place
    const bytes = this.#writer.keep({
      idHigh,
      idLow,
      tokens,
      source,
      file: this.#writer.files,
      row,
      firstPage: pages[0],
      lastPage: pages[1],
      part,
      start: segment.start,
      end: segment.end,
      language,
      flags,
    })
    this.#ids.add(idHigh, idLow)
    this.#open().documents++
    countDocument(this.#summary, this.#source(), judged, bytes)
  }

  #report(judged: Judged): void {
    const document = hexId(judged.idHigh, judged.idLow)
    countHits(this.#summary, judged.hits)
    for (const { set, item, start, end } of judged.hits)
      this.#writer.contamination({ document, dropped: judged.dropped, set, item, start, end })
  }

  #count(): Tallies['read'] {
    this.#readings++
    this.#open().readings++
    const tally = (this.#summary.tallies as Tallies).read
    tally.in++
    return tally
  }

  #open(): FileEntry {
    if (this.#entry === null) throw new Error('no file has been begun')
    return this.#entry
  }

  #source(): SourceSummary {
    return this.#sources.at(-1) as SourceSummary
  }

  /** A source without files has its place too. */
  #beginSources(upTo: number): void {
    while (this.#sources.length <= upTo) {
      const source = this.options.sources[this.#sources.length] as BuildOptions['sources'][number]
      this.#sources.push(emptySource(source, this.documents))
      this.#meter.restart()
    }
  }
}
