export { splitOptions } from './options.js'
export {
  CHECK_REASONS,
  type CheckReason,
  FORMAT_REASONS,
  type FormatReason,
  INVALID_REASONS,
  type InvalidReason,
} from './reasons.js'
export { createRoles, goldOf, type Roles, type RolesOptions } from './roles.js'
export { isBuiltInTemplateSet, loadTemplateSet } from './templates/load-template-set.js'
export { type TemplateSet, templateSetSchema } from './templates/template-set.js'
export {
  contentWordsOf,
  questionFingerprint,
  rightAnswer,
  stemOf,
  validityChecks,
  wordsOf,
} from './validity/index.js'
