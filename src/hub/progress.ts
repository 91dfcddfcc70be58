/** How far a download has come. */
export interface HubProgress {
  readonly phase: 'waiting' | 'downloading' | 'done'
  readonly files: number
  readonly filesDone: number
  readonly bytes: number
  /** Bytes on this machine, those of earlier runs too. */
  readonly bytesDone: number
  /** Over the network in the last seconds. */
  readonly bytesPerSecond: number
  /** Undefined until the speed is known. */
  readonly secondsLeft: number | undefined
}

const EVERY_MS = 200
/** Told when nothing comes, too: the speed then falls. */
const TICK_MS = 500
const WINDOW_MS = 10_000

/** Counts bytes and tells, a few times a second, how many come in a second and how long the rest will take. */
export class ProgressMeter {
  private filesDone = 0
  private bytesDone = 0
  private network = 0
  private told = Number.NEGATIVE_INFINITY
  private readonly samples: { at: number; network: number }[] = []

  constructor(
    private readonly files: number,
    private readonly bytes: number,
    private readonly tell: ((progress: HubProgress) => void) | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Files that were there before. */
  found(files: number, bytes: number): void {
    this.filesDone += files
    this.bytesDone += bytes
  }

  waiting(): void {
    this.report('waiting', false)
  }

  /** Tells now and then from here on; returns how to end that. */
  start(): () => void {
    const timer = setInterval(() => this.report('downloading', false), TICK_MS)
    return () => clearInterval(timer)
  }

  gained(bytes: number, fromNetwork: boolean): void {
    this.bytesDone += bytes
    if (fromNetwork) this.network += bytes
    this.report('downloading', false)
  }

  fileDone(count: number): void {
    this.filesDone += count
    this.report('downloading', false)
  }

  done(): void {
    this.filesDone = this.files
    this.bytesDone = this.bytes
    this.report('done', true)
  }

  private report(phase: HubProgress['phase'], always: boolean): void {
    if (!this.tell) return
    const at = this.now()
    if (!always && at - this.told < EVERY_MS) return
    this.told = at
    this.samples.push({ at, network: this.network })
    while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > WINDOW_MS) this.samples.shift()
    const first = this.samples[0] ?? { at, network: this.network }
    const seconds = (at - first.at) / 1000
    const speed = seconds > 0 ? (this.network - first.network) / seconds : 0
    const left = this.bytes - this.bytesDone
    this.tell({
      phase,
      files: this.files,
      filesDone: this.filesDone,
      bytes: this.bytes,
      bytesDone: this.bytesDone,
      bytesPerSecond: speed,
      secondsLeft: left <= 0 ? 0 : speed > 0 ? left / speed : undefined,
    })
  }
}
