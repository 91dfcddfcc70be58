/** Text to token ids and back. No token is ever added that the text does not spell. */
export interface Tokenizer {
  /** Special tokens spelled in `text` (such as `<eos>`) become their ids: strip them from untrusted text first. */
  encode(text: string): Int32Array
  /** Special tokens are kept as their spelling unless `skipSpecial`. */
  decode(tokens: ArrayLike<number>, options?: { skipSpecial?: boolean }): string
  /** Size of the id space (at least the largest id + 1). */
  readonly vocabulary: number
  /** Ids that end a generation, from generation_config.json, config.json or tokenizer_config.json. */
  readonly eosTokens: readonly number[]
  /** Spellings of all special tokens. */
  readonly specialTokens: readonly string[]
  /** Jinja source of the model's chat template, if it has one. */
  readonly chatTemplate: string | undefined
  /**
   * Spelling of the token that opens a text, for models that have one (Llama). `encode` never adds it: chat templates
   * spell it, and a plain-text prompt of such a model must begin with it.
   */
  readonly bosToken?: string | undefined
  /** Spelling of the token that closes a text, for chat templates. */
  readonly eosToken?: string | undefined
}
