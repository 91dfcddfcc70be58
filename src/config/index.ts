export { type Amounts, amounts } from './amounts.js'
export { type Cost, cost, type PhaseCost, type TemplateTokens, type Totals } from './cost.js'
export { type Difference, differences } from './differences.js'
export { type ConfigSources, loadConfig, parseConfig } from './load-config.js'
export { PRESETS, type PresetName } from './presets.js'
export { configJsonSchema, configReference, type SettingReference } from './reference.js'
export {
  ADVANTAGES,
  type AdvantageName,
  CHALLENGER_REWARDS,
  type ChallengerRewardName,
  type Config,
  type ConfigInput,
  configSchema,
  type EndpointConfig,
  endpointSchema,
  type LossConfig,
  type ValidityConfig,
} from './schema.js'
