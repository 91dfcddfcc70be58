import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { flush } from '../disk/index.js'
import { decodeRecord, encodeRecord, RECORD_BYTES, type UnplacedRecord } from './document-record.js'
import type { Journal } from './journal.js'
import {
  broken,
  CONTAMINATION,
  DOCUMENTS,
  FILE_OFFSET_BYTES,
  FILE_OFFSETS,
  FILES,
  type Manifest,
  PROBLEMS,
  textsName,
} from './manifest.js'
import { PartFile, ShortPart } from './part-file.js'

const SHARD_BYTES = 2 ** 30
const EMPTY: Journal['lengths'] = {
  texts: [0],
  documents: 0,
  files: 0,
  fileOffsets: 0,
  problems: 0,
  contamination: 0,
}

/** Appends to all parts of an index folder, from the lengths that a journal vouches for. */
export class IndexWriter {
  readonly #texts: PartFile[] = []
  readonly #documents: PartFile
  readonly #files: PartFile
  readonly #fileOffsets: PartFile
  readonly #problems: PartFile
  readonly #contamination: PartFile
  #staged: Buffer = Buffer.alloc(0)

  /** `shardBytes`: a shard ends before it would be longer; at most 4 GiB. */
  constructor(
    private readonly folder: string,
    lengths: Journal['lengths'] = EMPTY,
    private readonly shardBytes = SHARD_BYTES,
  ) {
    const part = (name: string, length: number): PartFile => {
      try {
        return new PartFile(join(folder, name), length)
      } catch (error) {
        if (!(error instanceof ShortPart)) throw error
        throw broken(folder, `${name} has ${error.message} that its journal names`)
      }
    }
    for (const [shard, length] of lengths.texts.entries()) this.#texts.push(part(textsName(shard), length))
    this.#documents = part(DOCUMENTS, lengths.documents)
    this.#files = part(FILES, lengths.files)
    this.#fileOffsets = part(FILE_OFFSETS, lengths.fileOffsets)
    this.#problems = part(PROBLEMS, lengths.problems)
    this.#contamination = part(CONTAMINATION, lengths.contamination)
    for (const full of this.#texts.slice(0, -1)) full.seal()
    // Shards that were begun after the journal's last word.
    for (let shard = lengths.texts.length; existsSync(join(folder, textsName(shard))); shard++)
      rmSync(join(folder, textsName(shard)))
  }

  get documents(): number {
    return this.#documents.length / RECORD_BYTES
  }

  get files(): number {
    return this.#fileOffsets.length / FILE_OFFSET_BYTES
  }

  /** The UTF-8 bytes of a text that may become the next document; valid until the next call. */
  stage(text: string): Buffer {
    this.#staged = this.#shard().stage(text)
    return this.#staged
  }

  /** Makes the text that was staged last the next document; returns its bytes. */
  keep(record: UnplacedRecord): number {
    const bytes = this.#staged.length
    if (this.#shard().length > 0 && this.#shard().length + bytes > this.shardBytes) this.#nextShard()
    const shard = this.#shard()
    const { view, at } = this.#documents.room(RECORD_BYTES)
    encodeRecord(view, at, record, { shard: this.#texts.length - 1, offset: shard.length, bytes })
    this.#documents.keep(RECORD_BYTES)
    shard.keep(bytes)
    return bytes
  }

  /** The text of a document that was kept. */
  text(position: number): string {
    const record = decodeRecord(this.#documents.read(position * RECORD_BYTES, RECORD_BYTES), 0)
    return (this.#texts[record.shard] as PartFile).read(record.offset, record.bytes).toString('utf8')
  }

  /** A line of files.jsonl and its place. */
  file(entry: object): void {
    const { view, at } = this.#fileOffsets.room(FILE_OFFSET_BYTES)
    view.setBigUint64(at, BigInt(this.#files.length), true)
    this.#fileOffsets.keep(FILE_OFFSET_BYTES)
    this.#files.append(`${JSON.stringify(entry)}\n`)
  }

  problem(entry: object): void {
    this.#problems.append(`${JSON.stringify(entry)}\n`)
  }

  contamination(entry: object): void {
    this.#contamination.append(`${JSON.stringify(entry)}\n`)
  }

  /** Returns when all that was appended is on the disk. */
  sync(): Journal['lengths'] {
    for (const part of this.#open()) part.sync()
    flush(this.folder, 'folder')
    return {
      texts: this.#texts.map((part) => part.length),
      documents: this.#documents.length,
      files: this.#files.length,
      fileOffsets: this.#fileOffsets.length,
      problems: this.#problems.length,
      contamination: this.#contamination.length,
    }
  }

  parts(): Manifest['parts'] {
    const named: [string, PartFile][] = [
      ...this.#texts.map((part, shard): [string, PartFile] => [textsName(shard), part]),
      [DOCUMENTS, this.#documents],
      [FILES, this.#files],
      [FILE_OFFSETS, this.#fileOffsets],
      [PROBLEMS, this.#problems],
      [CONTAMINATION, this.#contamination],
    ]
    return Object.fromEntries(
      named.map(([name, part]) => [name, { bytes: part.length, sha256: part.digest() }]),
    )
  }

  get shards(): number {
    return this.#texts.length
  }

  /** What was not synced may be lost. */
  close(): void {
    for (const part of this.#open()) part.close()
  }

  #shard(): PartFile {
    return this.#texts.at(-1) as PartFile
  }

  #nextShard(): void {
    const moved = Buffer.from(this.#staged)
    this.#shard().sync()
    this.#shard().seal()
    const next = new PartFile(join(this.folder, textsName(this.#texts.length)), 0)
    this.#texts.push(next)
    const { block, at } = next.room(moved.length)
    moved.copy(block, at)
  }

  #open(): PartFile[] {
    return [
      ...this.#texts,
      this.#documents,
      this.#files,
      this.#fileOffsets,
      this.#problems,
      this.#contamination,
    ]
  }
}
