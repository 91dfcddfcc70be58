export {
  fetchDataset,
  type HubFile,
  type HubFiles,
  type HubPlan,
  planDataset,
} from './fetch-dataset.js'
export { formatHubName, type HubDataset, isHubName, parseHubName } from './hub-name.js'
export type { HubOptions } from './hub-options.js'
export type { HubProgress } from './progress.js'
