import { SpiceError } from '../../errors.js'
import type { TinkerClient, TinkerClientOptions, TinkerNotice } from '../../tinker/index.js'
import type { Tokenizer } from '../../tokenizer/index.js'
import type { Engine } from '../engine.js'
import { explainCreateFailure, requireModel, requireRank } from './refusals.js'
import { SteadyModel } from './steady-model.js'
import { type TinkerTarget, targetTraits } from './targets.js'
import { TinkerEngine } from './tinker-engine.js'

/** What the server, the client or the engine wants to be known; `recovery`: the model was made anew. */
export interface TinkerEngineNotice {
  readonly kind: TinkerNotice['kind'] | 'recovery'
  readonly message: string
}

export interface TinkerEngineOptions {
  /** As the server names it; servers of SkyRL list one, which may be a path of theirs. */
  readonly baseModel: string
  readonly target: TinkerTarget
  /** Of the base model. */
  readonly tokenizer: Tokenizer
  /** Size of the model's token table; the tokenizer's may be smaller. Default: the tokenizer's. */
  readonly vocabulary?: number | undefined
  /** From the model's config.json; needed where the server does not say. The smaller of both counts. */
  readonly contextTokens?: number | undefined
  /** Of the whole model, if it is known. */
  readonly parameters?: number | undefined
  /** Of the LoRA adapter; 0 is full fine-tuning, on targets that can. */
  readonly rank: number
  /** Of the adapter's first weights; any integer in [0, 2^31). */
  readonly seed: number
  /** How the server is reached. */
  readonly client?: Omit<TinkerClientOptions, 'onNotice'> | undefined
  readonly connect: (options: TinkerClientOptions) => TinkerClient | Promise<TinkerClient>
  /** Training calls are held in memory up to this many bytes, to be made again if the server loses the model; default 256 MiB. */
  readonly journalBytes?: number | undefined
  /** After which the service may delete training checkpoints; default: never. Not all targets have it. */
  readonly checkpointTtlSeconds?: number | undefined
  /** How often in a row the model is made anew without getting any further; default 5. */
  readonly maxRecoveries?: number | undefined
  /** Before the second recovery in a row, doubled before each further one; default 1000. */
  readonly recoveryPauseMs?: number | undefined
  /** Folder whose tokenizer files go with exported weights. */
  readonly tokenizerFolder?: string | undefined
  /** What exported adapters say they adapt; default `baseModel`. */
  readonly publishedBaseModel?: string | undefined
  readonly onNotice?: ((notice: TinkerEngineNotice) => void) | undefined
}

/**
 * Opens a model on a server of the Tinker API for training and sampling.
 * @throws SpiceError('config') for what the server or target cannot do, TinkerError for what goes wrong on the way
 */
export async function openTinkerEngine(options: TinkerEngineOptions): Promise<Engine> {
  const { baseModel, target, tokenizer, rank, seed, onNotice } = options
  const traits = targetTraits(target)
  requireRank(rank, target)
  const client = await options.connect({ ...options.client, ...(onNotice && { onNotice }) })
  try {
    const served = await requireModel(client, baseModel)
    const contextTokens = smallest(served.maxContextLength, options.contextTokens)
    const steady = new SteadyModel({
      client,
      traits,
      baseModel,
      rank,
      seed,
      journalBytes: options.journalBytes ?? 256 * 2 ** 20,
      checkpointTtlSeconds: traits.expiringCheckpoints ? options.checkpointTtlSeconds : undefined,
      maxRecoveries: options.maxRecoveries ?? 5,
      recoveryPauseMs: options.recoveryPauseMs ?? 1000,
      onRecovery: (message) => onNotice?.({ kind: 'recovery', message }),
    })
    try {
      await steady.open()
    } catch (error) {
      await steady.close()
      throw explainCreateFailure(error, rank)
    }
    return new TinkerEngine({
      client,
      steady,
      tokenizer,
      target,
      baseModel,
      rank,
      tokenizerFolder: options.tokenizerFolder,
      publishedBaseModel: options.publishedBaseModel ?? baseModel,
      capabilities: {
        name: `tinker (${target})`,
        contextTokens,
        vocabulary: options.vocabulary ?? tokenizer.vocabulary,
        parameters: options.parameters ?? null,
        losses: traits.losses,
        deterministic: false,
        snapshots: traits.snapshots,
        samplesWhileTraining: traits.samplesWhileTraining,
        queuesCalls: traits.queuesCalls,
        ignoredAdam: traits.ignoredAdam,
        notes: traits.notes,
      },
    })
  } catch (error) {
    await client.close()
    throw error
  }
}

function smallest(served: number | undefined, own: number | undefined): number {
  const tokens = Math.min(served ?? Number.POSITIVE_INFINITY, own ?? Number.POSITIVE_INFINITY)
  if (Number.isFinite(tokens)) return tokens
  throw new SpiceError('config', "the model's context length is not known", {
    hint: "The server does not tell it: give the tokenizer folder a config.json with max_position_embeddings, the model's own.",
  })
}
