import type { Style } from './symbols.js'

export type TokenKind =
  | 'number'
  /** One letter, or a Greek name; constants too. */
  | 'letter'
  /** Letters of plain text or \text{} that are no known name. */
  | 'word'
  | 'function'
  | 'operator'
  | 'open'
  | 'close'
  | 'accent'
  /** A sign of money; text is the unit. */
  | 'currency'
  /** \begin and \end; text is the environment. */
  | 'begin'
  | 'end'
  /** A row separator \\. */
  | 'row'
  /** \mathbb{R}. */
  | 'numberSet'
  | 'unknown'
  | 'stop'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** White space stood before it. */
  readonly spaced: boolean
  /** What it was written in: \text{}, \mathrm{}, \mathbf{}; 'plain' for text outside of mathematics. */
  readonly style: Style | 'plain'
  readonly at: number
  readonly repeat: string
  readonly exponent: number
}

export interface Tokens {
  readonly list: Token[]
  /** Some comma could be read another way. */
  readonly ambiguousComma: boolean
  /** The text has no mathematics delimiters or commands: letters may be words or units. */
  readonly plain: boolean
}

export interface TokenOptions {
  readonly flipCommas: boolean
}
