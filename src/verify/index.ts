export { EXTRACTION_MODES, type Extraction, type ExtractionMode, extractAnswer } from './extract.js'
export { inferType } from './infer-type.js'
export type { AnswerForm } from './judgement.js'
export { conforms, type DetailedVerdict, type Gold, type VerifyOptions, verify } from './verify.js'
