import { styleText } from 'node:util'
import { withoutSecrets } from '../secrets.js'

type Style = Parameters<typeof styleText>[0]

export interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface OutputOptions {
  /** JSON lines on stdout, everything meant for people on stderr. */
  readonly json: boolean
  readonly stdout?: Stream
  readonly stderr?: Stream
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Where a command speaks: lines for people, JSON lines for programs, and one status line that rewrites itself. */
export class Output {
  readonly json: boolean
  readonly #data: Stream
  readonly #people: Stream
  readonly #errors: Stream
  readonly #colour: boolean
  #status = ''

  constructor({
    json,
    stdout = process.stdout,
    stderr = process.stderr,
    environment = process.env,
  }: OutputOptions) {
    this.json = json
    this.#data = stdout
    this.#people = json ? stderr : stdout
    this.#errors = stderr
    const wanted = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0'
    this.#colour = wanted || (this.live && !environment.NO_COLOR && environment.TERM !== 'dumb')
  }

  /** A person watches at a terminal. */
  get live(): boolean {
    return this.#people.isTTY === true
  }

  get columns(): number {
    return Math.max(40, Math.min(this.#people.columns || 100, 160))
  }

  /** A line (or several) for people. */
  say(text = ''): void {
    this.#clear()
    this.#people.write(`${withoutSecrets(text)}\n`)
    this.#draw()
  }

  /** A line for people that never mixes with results. */
  error(text: string): void {
    this.status('')
    this.#errors.write(`${withoutSecrets(text)}\n`)
  }

  /** One JSON line for programs; nothing unless `--json`. */
  data(value: object): void {
    if (this.json) this.#data.write(`${withoutSecrets(JSON.stringify(value))}\n`)
  }

  /** Sets the status line; nothing where no one watches. Empty removes it. */
  status(text: string): void {
    if (!this.live) return
    this.#clear()
    this.#status = withoutSecrets(text).slice(0, this.columns - 1)
    this.#draw()
  }

  style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text, { validateStream: false }) : text
  }

  #clear(): void {
    if (this.#status !== '') this.#people.write('\r\u001b[K')
  }

  #draw(): void {
    if (this.#status !== '') this.#people.write(this.style('dim', this.#status))
  }
}
