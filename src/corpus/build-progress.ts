import type { SourceFile } from './reading.js'

export interface BuildProgress {
  readonly phase: 'downloading' | 'reading' | 'search'
  readonly file: string
  readonly filesDone: number
  readonly files: number
  /** Of the files as they lie on disk: a guess within the file that is being read. */
  readonly bytesDone: number
  readonly bytes: number
  readonly documents: number
  /** Of this process. */
  readonly bytesPerSecond: number
  readonly secondsLeft: number | undefined
}

const PROGRESS_SECONDS = 0.25

/** How far and how fast, told a few times a second. */
export class ProgressMeter {
  readonly #started = performance.now()
  readonly #bytes: number
  readonly #before: number[] = []
  #startedAt: number | undefined
  #told = 0
  #number = 0
  #file: SourceFile | undefined
  #inFile = 0

  constructor(
    private readonly files: readonly SourceFile[],
    private readonly onProgress: ((progress: BuildProgress) => void) | undefined,
  ) {
    let sum = 0
    for (const file of files) {
      this.#before.push(sum)
      sum += file.bytes ?? 0
    }
    this.#bytes = sum
  }

  begin(number: number, file: SourceFile): void {
    this.#number = number
    this.#file = file
    this.#inFile = 0
    this.#startedAt ??= this.#before[number] ?? 0
  }

  add(bytes: number): void {
    this.#inFile += bytes
  }

  tell(documents: number): void {
    const now = performance.now()
    if (!this.onProgress || now - this.#told < PROGRESS_SECONDS * 1000) return
    this.#told = now
    const within = Math.min(this.#inFile, this.#file?.bytes ?? this.#inFile)
    const bytesDone = (this.#before[this.#number] ?? 0) + within
    const bytesPerSecond = ((bytesDone - (this.#startedAt ?? 0)) / (now - this.#started)) * 1000
    this.onProgress({
      phase: 'reading',
      file: this.#file?.name ?? '',
      filesDone: this.#number,
      files: this.files.length,
      bytesDone,
      bytes: this.#bytes,
      documents,
      bytesPerSecond,
      secondsLeft:
        bytesPerSecond > 0 && this.#bytes > 0 ? (this.#bytes - bytesDone) / bytesPerSecond : undefined,
    })
  }
}
