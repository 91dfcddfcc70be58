export type { ContaminationHit, ContaminationIndex } from './contamination-index.js'
export {
  buildContaminationIndex,
  contaminationIndexOf,
  openContaminationIndex,
  publicContaminationPath,
} from './index-files.js'
export { type ItemSet, itemHash } from './items.js'
export { createWordScanner, type WordScanner } from './scan-words.js'
