export {
  CHECK_REASONS,
  type CheckReason,
  FORMAT_REASONS,
  type FormatReason,
  INVALID_REASONS,
  type InvalidReason,
} from './reasons.js'
