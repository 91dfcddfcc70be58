import type { SettingReference } from '../../config/index.js'
import type { Output } from '../output.js'

/** Path and default on one line, what it takes and means below. */
export function presentSettings(output: Output, settings: readonly SettingReference[]): void {
  for (const { path, type, default: value, required, description } of settings) {
    output.say(`${output.style('bold', path)}: ${required ? '(required)' : JSON.stringify(value)}`)
    output.say(`    ${description}; takes ${type}`)
  }
}
