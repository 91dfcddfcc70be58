export { bundledCorpusPath } from './bundled.js'
export type { Corpus } from './corpus.js'
export { type CorpusOptions, documentId, openCorpus } from './open-corpus.js'
export { type CorpusIssue, type CorpusReport, describeIssue } from './report.js'
