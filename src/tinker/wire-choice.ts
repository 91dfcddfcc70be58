import type { WireFormat } from './types.js'

/** What bodies of passes are made of; found out by the first that the server takes. */
export class WireChoice {
  #format: WireFormat | undefined

  constructor(wire: WireFormat | 'auto') {
    this.#format = wire === 'auto' ? undefined : wire
  }

  get known(): WireFormat | undefined {
    return this.#format
  }

  settle(format: WireFormat): void {
    this.#format ??= format
  }
}
