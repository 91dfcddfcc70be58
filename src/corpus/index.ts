export { buildCorpus } from './build.js'
export type { BuildOptions, BuildSource, Configured } from './build-options.js'
export type { BuildProgress } from './build-progress.js'
export { bundledCorpusPath } from './bundled.js'
export {
  CLEAN_STEPS,
  type CleanStepName,
  type CleanSteps,
  cleanStep,
  DEFAULT_LIMITS,
  filterStep,
  type LanguageDetector,
  loadLanguageDetector,
  type TextLimits,
} from './clean/index.js'
export { contaminationHits, type RecordedHit } from './contamination-hits.js'
export { type Corpus, corpusOf, type Documents } from './corpus.js'
export { type CorpusFolder, type DocumentInfo, openCorpusFolder } from './corpus-folder.js'
export { CONTAMINATED, ESTIMATED_TOKENS } from './document-record.js'
export { findDocument } from './find-document.js'
export { isCorpusFolder, type Manifest, readManifest } from './manifest.js'
export type { Part } from './mixture.js'
export { type NearStep, nearDuplicates } from './near-step.js'
export { type CorpusOptions, documentId, openCorpus } from './open-corpus.js'
export { type ProblemGroup, problemGroups } from './problem-groups.js'
export { endParsers, readFile } from './read/index.js'
export { type CorpusIssue, type CorpusReport, describeIssue } from './report.js'
export { hasSearch, type SearchHit, type SearchResult, searchCorpus } from './search.js'
export type { Snippet } from './snippet.js'
export { sourceFiles } from './source-files.js'
export { buildSearch, type SearchBuildOptions } from './write-search.js'
