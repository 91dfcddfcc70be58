export { createExactDuplicates, type ExactDuplicates } from './exact-duplicates.js'
export {
  createNearDuplicates,
  type NearDuplicateIndex,
  type NearDuplicateOptions,
} from './near-duplicates.js'
