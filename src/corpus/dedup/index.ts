export {
  createNearDuplicates,
  type NearDuplicateIndex,
  type NearDuplicateOptions,
} from './near-duplicates.js'
