import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from '../../src/config/index.js'
import { bundledModelPath } from '../../src/runs/index.js'

/** What is compared: the quickstart and its two controls, at one budget of documents, attempts and answers. */
export const ARMS = {
  spice: [],
  'fixed-challenger': ['challenger.policy=fixed'],
  // Without a document nothing can ground a question, so the checks that need one are off.
  'no-corpus': [
    'grounding=none',
    'validity.answerInDocument=false',
    'validity.questionGrounded=false',
    'validity.openBookAudit=false',
  ],
} as const
export type Arm = keyof typeof ARMS

export function armConfig(arm: Arm, seed: number, settings: readonly string[]): Config {
  return loadConfig({ preset: 'quickstart', set: [...settings, ...ARMS[arm], `seed=${seed}`] })
}

/** Changes with any resolved setting and with the seed model. */
export function fingerprint(arm: Arm, seed: number, settings: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(armConfig(arm, seed, settings)))
    .update(readFileSync(join(bundledModelPath(), 'model.safetensors')))
    .digest('hex')
    .slice(0, 16)
}
