import type { Config, EndpointConfig } from '../config/index.js'
import type { Sampler } from '../engines/engine.js'
import { SpiceError } from '../errors.js'
import { createRoles, loadTemplateSet, type Roles, type TemplateSet } from '../roles/index.js'
import type { Tokenizer } from '../tokenizer/index.js'
import type { Game } from './game.js'

/** Who speaks a part: a sampler, the roles that word its prompts and read what it says, and the room it has. */
export interface Voice {
  readonly sampler: Sampler
  readonly roles: Roles
  /** Infinity: only the endpoint knows. */
  readonly contextTokens: number
}

/** Parts that are spoken by models behind endpoints: none of them learns. */
export interface Guests {
  readonly challenger?: Voice
  readonly auditor?: Voice
}

export interface GuestOptions {
  readonly config: Config
  readonly tokenizer: Tokenizer
  /** Default: the set that `config.templates` names. */
  readonly templates?: TemplateSet | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of waits for endpoints. */
  readonly onNotice?: ((message: string) => void) | undefined
}

/** Asks the endpoints that the configuration names whether they have their models. Throws SpiceError ('config' or 'engine'). */
export async function openGuests(options: GuestOptions): Promise<Guests> {
  const { challenger, validity } = options.config
  return {
    ...(challenger.endpoint && {
      challenger: await openGuest(options, challenger.endpoint, 'challenger.endpoint'),
    }),
    ...(validity.auditEndpoint && {
      auditor: await openGuest(options, validity.auditEndpoint, 'validity.auditEndpoint'),
    }),
  }
}

/** A model behind an endpoint as a voice. `path` names its settings in messages. Throws SpiceError ('config' or 'engine'). */
export async function openGuest(
  options: GuestOptions,
  endpoint: EndpointConfig,
  path: string,
): Promise<Voice> {
  const { config, tokenizer, signal, onNotice } = options
  const templates =
    endpoint.templates === null
      ? (options.templates ?? loadTemplateSet(config.templates))
      : loadTemplateSet(endpoint.templates)
  if (templates.specialTokens.length > 0 && !endpoint.sameTokenizer)
    throw new SpiceError(
      'config',
      `${path}.templates: "${templates.name}" is written with special tokens, which ${endpoint.model} does not have`,
      { hint: `Set ${path}.templates=paper, or ${path}.sameTokenizer=true if it is the same kind of model.` },
    )
  // Imported when needed, as it brings an HTTP client that most commands do without.
  const { openOpenAiSampler } = await import('../engines/openai/index.js')
  const { templates: _, apiKeyEnv, system, ...place } = endpoint
  const sampler = await openOpenAiSampler({
    ...place,
    tokenizer,
    apiKey: process.env[apiKeyEnv],
    system: system ?? templates.system,
    exactTokens: templates.specialTokens.length > 0,
    signal,
    onNotice,
  })
  const { prompts } = sampler
  return {
    sampler,
    roles: createRoles({ templates, tokenizer, grounding: config.grounding, prompts }),
    contextTokens: Number.POSITIVE_INFINITY,
  }
}

/** Who speaks each part: a guest, else the initial policy where the role is fixed, else the current one. */
export function cast(
  { config, roles, contextTokens, guests }: Game,
  current: Sampler,
  initial: Sampler | undefined,
): { readonly challenger: Voice; readonly reasoner: Voice; readonly auditor: Voice } {
  const own = (role: 'challenger' | 'reasoner'): Voice => ({
    sampler: config[role].policy === 'fixed' && initial ? initial : current,
    roles,
    contextTokens,
  })
  const reasoner = own('reasoner')
  return {
    challenger: guests?.challenger ?? own('challenger'),
    reasoner,
    auditor: guests?.auditor ?? reasoner,
  }
}
