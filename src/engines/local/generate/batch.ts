import { Tensor } from 'onnxruntime-node'
import type { ModelConfig } from '../model/index.js'
import { promptLayout } from './prompt-layout.js'
import type { Row } from './row.js'

export type Feeds = Record<string, Tensor>
export type Results = Readonly<Record<string, Tensor>>

/** Room for own tokens grows by this much: every step reads all of the room, and growing moves what is in it. */
const GROWTH_TOKENS = 16

/**
 * The rows that still generate, with the keys and values of their prompts and of their own tokens: the state between
 * calls of the step graph. All rows have generated equally many tokens. The place of a row that leaves is taken by the
 * last one, and that of a prompt without rows by the last prompt, so that leaving costs little and happens at once.
 */
export class Batch {
  /** Tokens of each row in the own caches, and room for them. */
  private length = 0
  private capacity = 0
  private readonly padded: number
  /** [prompts, kvHeads, padded, headDim], by `Keys.l` and `Values.l`. */
  private readonly promptCaches = new Map<string, Float32Array>()
  /** [rows, kvHeads, capacity, headDim] in the front of a buffer that has room for all that may come. */
  private readonly ownCaches = new Map<string, Float32Array>()
  /** What changes only when rows leave or the room grows. */
  private layout: { feeds: Feeds; mask: Float32Array } | undefined

  /** Takes over the prompts' `keys.l` and `values.l`, [prompts, kvHeads, padded, headDim], from `prefilled`. */
  constructor(
    private readonly config: ModelConfig,
    readonly rows: Row[],
    private readonly promptLengths: number[],
    prefilled: Results,
    private readonly maxTokens: number,
  ) {
    this.padded = Math.max(...promptLengths)
    for (let l = 0; l < config.layers; l++) {
      this.promptCaches.set(`Keys.${l}`, prefilled[`keys.${l}`]?.data as Float32Array)
      this.promptCaches.set(`Values.${l}`, prefilled[`values.${l}`]?.data as Float32Array)
    }
  }

  /** What the step graph reads to give every row its next token. */
  stepFeeds(): Feeds {
    if (this.length === this.capacity) this.grow()
    this.layout ??= this.lay()
    return {
      ...this.layout.feeds,
      current: int64(this.rows.map(({ tokens }) => tokens.at(-1) as number)),
      positions: int64(this.rows.map(({ prompt }) => (this.promptLengths[prompt] as number) + this.length)),
      uniforms: uniforms(this.rows),
    }
  }

  /** Takes in the new tokens' keys and values, before any row leaves. */
  append(results: Results): void {
    const { rows, padded, length, capacity, layout } = this
    const { kvHeads, headDim } = this.config
    const half = headDim / 2
    for (const [name, data] of this.ownCaches) {
      // Two floats at a time, which doubles carry unharmed as long as both are finite; headDim is even.
      const into = new Float64Array(data.buffer, data.byteOffset, data.length / 2)
      const fresh = results[`new${name}`]?.data as Float32Array
      const from = new Float64Array(fresh.buffer, fresh.byteOffset, fresh.length / 2)
      for (let unit = 0; unit < rows.length * kvHeads; unit++) {
        const cell = (unit * capacity + length) * half
        for (let i = 0; i < half; i++) into[cell + i] = from[unit * half + i] as number
      }
    }
    const width = padded + capacity + 1
    for (let r = 0; layout && r < rows.length; r++) layout.mask[r * width + padded + length] = 0
    this.length++
  }

  /** Lets row r go, and its prompt if that was its last row. Rows behind r may change their number. */
  leave(r: number): void {
    const { prompt } = this.rows[r] as Row
    const { kvHeads, headDim } = this.config
    moveLast(this.ownCaches, r, this.rows.length, kvHeads * this.capacity * headDim)
    this.rows[r] = this.rows.at(-1) as Row
    this.rows.pop()
    this.layout = undefined
    if (this.rows.some((row) => row.prompt === prompt)) return
    const last = this.promptLengths.length - 1
    moveLast(this.promptCaches, prompt, last + 1, kvHeads * this.padded * headDim)
    this.promptLengths[prompt] = this.promptLengths[last] as number
    this.promptLengths.pop()
    for (const row of this.rows) if (row.prompt === last) row.prompt = prompt
  }

  /** Spreads each key head's tokens to the next capacity, from the last on, so that nothing is overwritten. */
  private grow(): void {
    const { layers, kvHeads, headDim } = this.config
    const units = this.rows.length * kvHeads
    // The last token is never read.
    const most = this.maxTokens - 1
    if (this.capacity === 0)
      for (let l = 0; l < layers; l++)
        for (const name of ['Keys', 'Values'])
          this.ownCaches.set(`${name}.${l}`, new Float32Array(units * most * headDim))
    const capacity = Math.min(this.capacity + GROWTH_TOKENS, most)
    const old = this.capacity * headDim
    for (const data of this.ownCaches.values())
      for (let unit = units - 1; unit > 0; unit--)
        data.copyWithin(unit * capacity * headDim, unit * old, (unit + 1) * old)
    this.capacity = capacity
    this.layout = undefined
  }

  private lay(): NonNullable<typeof this.layout> {
    const { rows, promptLengths, padded, capacity, length } = this
    const { kvHeads, headDim } = this.config
    const width = padded + capacity + 1
    const mask = new Float32Array(rows.length * width).fill(-1e30)
    for (const [r, { prompt }] of rows.entries()) {
      mask.fill(0, r * width, r * width + (promptLengths[prompt] as number))
      mask.fill(0, r * width + padded, r * width + padded + length)
      mask[(r + 1) * width - 1] = 0
    }
    const promptOfRow = rows.map(({ prompt }) => prompt)
    const feeds: Feeds = {
      ...promptLayout(promptOfRow, promptLengths.length, this.config),
      mask: new Tensor('float32', mask, [rows.length, 1, 1, 1, width]),
      blocks: int64([padded, capacity, 1]),
    }
    for (const [name, data] of this.promptCaches)
      feeds[`prompt${name}`] = view(data, [promptLengths.length, kvHeads, padded, headDim])
    for (const [name, data] of this.ownCaches)
      feeds[`own${name}`] = view(data, [rows.length, kvHeads, 1, capacity, headDim])
    return { feeds, mask }
  }
}

/** Moves the last of `count` entries of `stride` numbers to place `to`. */
function moveLast(
  caches: ReadonlyMap<string, Float32Array>,
  to: number,
  count: number,
  stride: number,
): void {
  for (const data of caches.values()) data.copyWithin(to * stride, (count - 1) * stride, count * stride)
}

/** The front of `data` as a tensor that shares its memory. */
function view(data: Float32Array, shape: number[]): Tensor {
  return new Tensor(
    'float32',
    data.subarray(
      0,
      shape.reduce((product, n) => product * n, 1),
    ),
    shape,
  )
}

/** The next number of every row's stream, [R, 1]. */
export function uniforms(rows: readonly Row[]): Tensor {
  return new Tensor(
    'float32',
    Float32Array.from(rows, ({ stream }) => stream?.uniform() ?? 0),
    [rows.length, 1],
  )
}

export function int64(numbers: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(numbers, BigInt), [numbers.length])
}
