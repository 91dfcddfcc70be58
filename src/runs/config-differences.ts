import { type Config, type Difference, differences } from '../config/index.js'

/**
 * Settings that a resumed run may change: how long it goes on, how it is measured and kept. Those of the engine are
 * kept without refusal (see pinned-engine.ts), or say where and how a server is reached. Everything else is the game, and
 * a run is one game.
 */
const FREE = ['iterations', 'evaluation', 'checkpoint', 'engine']
const MEASURED = ['validity.measureAudit']

/** Settings of the engine that say what is trained: where it runs, and of a server which model how. */
const ENGINE = ['engine.type']
const REMOTE_ENGINE = [
  ...ENGINE,
  'engine.target',
  'engine.serverModel',
  'engine.rank',
  'engine.contextTokens',
]

/** Where and how a guest is reached; who it is belongs to the game. */
const REACHED = /^(?:challenger\.endpoint|validity\.auditEndpoint)\.(?:baseUrl|apiKeyEnv|concurrency)$/

/** The differences that make it another game. */
export function gameDifferences(before: Config, after: Config): Difference[] {
  const pinned = before.engine.type === 'tinker' ? REMOTE_ENGINE : ENGINE
  return differences(before, after).filter(
    ({ path }) =>
      pinned.includes(path) ||
      !(FREE.includes(path.split('.')[0] as string) || MEASURED.includes(path) || REACHED.test(path)),
  )
}
