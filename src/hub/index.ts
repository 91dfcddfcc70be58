export {
  fetchDataset,
  type HubFile,
  type HubFiles,
  type HubPlan,
  planDataset,
} from './fetch-dataset.js'
export { fetchModelFiles, type ModelFiles, type ModelFilesOptions } from './fetch-model.js'
export { formatHubName, type HubDataset, isHubName, parseHubName } from './hub-name.js'
export type { HubOptions } from './hub-options.js'
export { formatModelName, type HubModel, parseModelName } from './model-name.js'
export type { HubProgress } from './progress.js'
