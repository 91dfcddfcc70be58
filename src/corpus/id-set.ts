/**
 * A set of 64-bit ids in two typed arrays (open addressing, linear probing): 12 to 23 bytes an id, where a JavaScript
 * Set takes over a hundred. Ids are the first bytes of a sha256, so their own bits are hash enough. The id 0 stands
 * for an empty place and is kept aside.
 */
export class IdSet {
  #high = new Uint32Array(1 << 12)
  #low = new Uint32Array(1 << 12)
  #mask = (1 << 12) - 1
  #size = 0
  #zero = false

  get size(): number {
    return this.#size
  }

  has(high: number, low: number): boolean {
    if ((high | low) === 0) return this.#zero
    const at = this.#find(high, low)
    return (this.#high[at] as number) !== 0 || (this.#low[at] as number) !== 0
  }

  /** Whether the id is new. */
  add(high: number, low: number): boolean {
    if ((high | low) === 0) {
      if (this.#zero) return false
      this.#zero = true
      this.#size++
      return true
    }
    const at = this.#find(high, low)
    if ((this.#high[at] as number) !== 0 || (this.#low[at] as number) !== 0) return false
    this.#high[at] = high
    this.#low[at] = low
    this.#size++
    if (this.#size > 0.7 * (this.#mask + 1)) this.#grow()
    return true
  }

  /** The place of an id, or the empty place where it would stand. */
  #find(high: number, low: number): number {
    let at = low & this.#mask
    for (;;) {
      const h = this.#high[at] as number
      const l = this.#low[at] as number
      if ((h === high && l === low) || (h === 0 && l === 0)) return at
      at = (at + 1) & this.#mask
    }
  }

  #grow(): void {
    const high = this.#high
    const low = this.#low
    const places = high.length * 2
    this.#high = new Uint32Array(places)
    this.#low = new Uint32Array(places)
    this.#mask = places - 1
    for (let i = 0; i < high.length; i++) {
      const h = high[i] as number
      const l = low[i] as number
      if (h === 0 && l === 0) continue
      const at = this.#find(h, l)
      this.#high[at] = h
      this.#low[at] = l
    }
  }
}
