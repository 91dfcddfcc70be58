export { type Extraction, type ExtractionMode, extractAnswer } from './extract.js'
export { conforms, type Gold, type VerifyOptions, verify } from './verify.js'
