import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Config, type EndpointConfig, endpointSchema } from '../config/index.js'
import type { Engine } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import { openGuest } from '../play/index.js'
import { createRoles, loadTemplateSet, type TemplateSet } from '../roles/index.js'
import type { Player, Players } from '../task-sets/index.js'
import { loadTokenizer, type Tokenizer } from '../tokenizer/index.js'
import { findModel } from './find-model.js'
import { modelFingerprint } from './model-fingerprint.js'
import { type OpenModelOptions, openFound } from './open-model.js'
import { openWeights } from './open-weights.js'

/**
 * Who plays which part: `bundled`, a model folder, a model on the hub, a run, `run@iteration`, or a model behind an endpoint:
 * `openai:model@address`, or its settings as YAML in braces.
 */
export interface Cast {
  /** Plays what nothing else is named for. Its model, corpus and settings are those of the configuration. */
  readonly model: string
  readonly challenger?: string | undefined
  readonly reasoner?: string | undefined
}

export interface OpenPlayersOptions extends OpenModelOptions {
  /** Folder that holds the runs. */
  readonly root?: string | undefined
  /** Where the Tinker server of runs is now; default as each run has it. */
  readonly baseUrl?: string | undefined
}

export interface OpenPlayers {
  readonly players: Players
  /** What cuts documents to length: that of the Challenger, or of the model where an endpoint poses. */
  readonly tokenizer: Tokenizer
  close(): Promise<void>
}

/** Weights in hand, opened once however many parts they play. */
interface Opened {
  readonly engine: Engine
  readonly player: Player
}

/**
 * Opens all players. The open-book auditor is the Reasoner unless `validity.auditEndpoint` names one. Throws SpiceError: 'config' for
 * endpoints that are none, and what `openWeights` throws.
 */
export async function openPlayers(
  config: Config,
  { model, challenger, reasoner }: Cast,
  options: OpenPlayersOptions = {},
): Promise<OpenPlayers> {
  const opened = new Map<string, Opened>()
  const close = async () => {
    for (const { engine } of opened.values()) await engine.close()
  }
  const weights = async (reference: string): Promise<Opened> => {
    const before = opened.get(reference)
    if (before !== undefined) return before
    const now = await openOwn(reference, reference === model, config, options)
    opened.set(reference, now)
    return now
  }
  const poses = challenger ?? config.challenger.endpoint ?? model
  const answers = reasoner ?? model
  try {
    const posing = isOwn(poses) ? await weights(poses) : undefined
    const answering = isOwn(answers) ? await weights(answers) : undefined
    // An endpoint is asked in plain text, which any tokenizer that loses nothing spells.
    const { tokenizer } = posing?.engine ??
      answering?.engine ?? { tokenizer: await loadTokenizer((await findModel(config, options)).folder) }
    const guest = (who: string | EndpointConfig, path: string) =>
      openEndpoint(who, path, config, tokenizer, options)
    const playing = answering?.player ?? (await guest(answers, '--reasoner'))
    const { auditEndpoint } = config.validity
    const players = {
      challenger: posing?.player ?? (await guest(poses, challenger ? '--challenger' : 'challenger.endpoint')),
      reasoner: playing,
      auditor: auditEndpoint ? await guest(auditEndpoint, 'validity.auditEndpoint') : playing,
    }
    return { players, tokenizer, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Whether a reference names a model rather than a run. */
export function isModelReference(reference: string): boolean {
  return reference === 'bundled' || existsSync(join(reference, 'config.json')) || reference.startsWith('hf:')
}

const ENDPOINT = /^openai:(.+)@(https?:\/\/.+)$/s

/** Whether it names weights that are opened here. */
function isOwn(who: string | EndpointConfig): who is string {
  return typeof who === 'string' && !who.startsWith('openai:') && !who.startsWith('{')
}

async function openOwn(
  reference: string,
  isMain: boolean,
  config: Config,
  options: OpenPlayersOptions,
): Promise<Opened> {
  const { engine, identity, title, own } = await openReference(reference, isMain, config, options)
  const templates = loadTemplateSet(isMain ? config.templates : own.templates)
  const { tokenizer, capabilities } = engine
  const voice = {
    sampler: await engine.sampler(),
    roles: createRoles({ templates, tokenizer, grounding: config.grounding }),
    contextTokens: capabilities.contextTokens,
  }
  return { engine, player: { voice, title, identity, templates: hashOf(templates) } }
}

async function openReference(
  reference: string,
  isMain: boolean,
  config: Config,
  options: OpenPlayersOptions,
): Promise<{ engine: Engine; identity: string; title: string; own: Config }> {
  if (isModelReference(reference)) {
    const own = isMain ? config : { ...config, model: reference, templates: templatesFor(reference, config) }
    const found = await findModel(own, options)
    const identity = `sha256:${await modelFingerprint(found, own)}`
    return { engine: await openFound(found, own, options), identity, title: reference, own }
  }
  const { engine, config: own, checkpointHash, title } = await openWeights(reference, options)
  const hash = checkpointHash ?? (await modelFingerprint(await findModel(own, options), own))
  return { engine, identity: `sha256:${hash}`, title, own }
}

/** The bundled model speaks its own templates, and no other model can. */
function templatesFor(reference: string, { templates }: Config): string {
  if (reference === 'bundled') return 'compact'
  return loadTemplateSet(templates).specialTokens.length > 0 ? 'paper' : templates
}

async function openEndpoint(
  who: string | EndpointConfig,
  path: string,
  config: Config,
  tokenizer: Tokenizer,
  { signal, onNotice }: OpenPlayersOptions,
): Promise<Player> {
  const endpoint = typeof who === 'string' ? endpointOf(who, path, config) : who
  const templates = loadTemplateSet(endpoint.templates ?? config.templates)
  const title = `openai:${endpoint.model}@${endpoint.baseUrl}`
  return {
    voice: await openGuest({ config, tokenizer, templates, signal, onNotice }, endpoint, path),
    title,
    identity: title,
    templates: hashOf(templates),
  }
}

function endpointOf(reference: string, path: string, config: Config): EndpointConfig {
  const inBraces = reference.startsWith('{')
  const parsed = endpointSchema.safeParse(inBraces ? settingsIn(reference, config) : named(reference, config))
  if (parsed.success) return parsed.data
  // What is in braces isn't repeated: someone may have put a key there.
  const wrong = parsed.error.issues.map((issue) => [...issue.path, issue.message].join(': ')).join('; ')
  throw new SpiceError(
    'config',
    inBraces ? `${path} {…}: ${wrong}` : `${path} ${reference.slice(0, 500)}: no endpoint`,
    {
      hint: inBraces
        ? 'It takes what `spice settings challenger.endpoint` lists, such as {baseUrl: http://localhost:8000/v1, model: qwen3}; a key goes into the environment.'
        : 'It is written openai:<model>@<address>, such as openai:qwen3@http://localhost:8000/v1.',
    },
  )
}

function named(reference: string, config: Config): object {
  const [, model, baseUrl] = ENDPOINT.exec(reference) ?? []
  return { model, baseUrl, templates: templatesFor('', config) }
}

function settingsIn(braces: string, config: Config): unknown {
  let settings: unknown
  try {
    settings = parse(braces)
  } catch {
    return braces
  }
  const { templates, sameTokenizer } = settings as { templates?: unknown; sameTokenizer?: unknown }
  if (templates !== undefined || sameTokenizer === true) return settings
  return { ...(settings as object), templates: templatesFor('', config) }
}

function hashOf(templates: TemplateSet): string {
  return createHash('sha256').update(JSON.stringify(templates)).digest('hex')
}
