export { declaredEosTokens } from './eos-tokens.js'
export { readJsonFile } from './read-json-file.js'
export type { Tokenizer } from './tokenizer.js'
