import { SpiceError } from '../../errors.js'
import { type ServerModel, type TinkerClient, TinkerError } from '../../tinker/index.js'
import type { TinkerCheckpoint } from './checkpoint-file.js'
import { type TinkerTarget, targetTraits } from './targets.js'

/** The model as the server lists it. @throws SpiceError('config') naming those there are, if it does not */
export async function requireModel(client: TinkerClient, baseModel: string): Promise<ServerModel> {
  const { models } = await client.capabilities()
  const found = models.find(({ name }) => name === baseModel)
  if (found) return found
  const names = models.map(({ name }) => name)
  const shown = names.slice(0, 40).join(', ')
  throw new SpiceError('config', `the server at ${client.baseUrl} has no model ${baseModel}`, {
    hint:
      names.length === 0
        ? 'It lists no models at all.'
        : `It has ${shown}${names.length > 40 ? ` and ${names.length - 40} more` : ''}; where one is called otherwise there than here, engine.serverModel says how.`,
  })
}

/** @throws SpiceError('config') for a rank that the target cannot have */
export function requireRank(rank: number, target: TinkerTarget): void {
  const { title, fullFineTuning } = targetTraits(target)
  if (!Number.isInteger(rank) || rank < 0)
    throw new SpiceError('config', `the LoRA rank is ${rank}, expected an integer from 0`)
  if (rank === 0 && !fullFineTuning)
    throw new SpiceError(
      'config',
      `rank 0 asks for full fine-tuning, and ${title} trains LoRA adapters only`,
      {
        hint: 'Set a rank from 1, such as 32.',
      },
    )
}

/** The server's word on why it made no model, with the way out where the reason is known. */
export function explainCreateFailure(error: unknown, rank: number): unknown {
  if (!(error instanceof TinkerError) || (error.kind !== 'failed' && error.kind !== 'rejected')) return error
  const { message } = error
  if (/maximum number of lora adapters/i.test(message))
    return new SpiceError('engine', `the server has no place for another model: ${message}`, {
      hint: 'End other runs on it (places of dead ones come free some minutes later), or start it with a larger max_lora_adapters.',
      cause: error,
    })
  if (/\brank\b/i.test(message))
    return new SpiceError('config', `the server takes no adapter of rank ${rank}: ${message}`, {
      hint: 'Set a rank that it allows, or start it with a larger max_lora_rank.',
      cause: error,
    })
  return error
}

/** @throws SpiceError if the checkpoint is not of such a model, or the server no longer has it */
export async function requireCheckpoint(
  engine: { client: TinkerClient; target: TinkerTarget; baseModel: string; rank: number },
  checkpoint: TinkerCheckpoint,
): Promise<void> {
  const { client, target, baseModel, rank } = engine
  const differs = (what: string, saved: unknown, now: unknown): never => {
    throw new SpiceError('run', `the checkpoint is of ${what} ${saved}, the engine has ${now}`, {
      hint: 'Open the engine with the settings that the checkpoint was written with.',
    })
  }
  if (checkpoint.target !== target) differs('target', checkpoint.target, target)
  if (checkpoint.baseModel !== baseModel) differs('base model', checkpoint.baseModel, baseModel)
  if (checkpoint.rank !== rank) differs('rank', checkpoint.rank, rank)
  try {
    const info = await client.weightsInfo(checkpoint.path)
    if (info.loraRank !== undefined && rank > 0 && info.loraRank !== rank)
      differs('rank', info.loraRank, rank)
  } catch (error) {
    if (!(error instanceof TinkerError) || !['rejected', 'failed', 'forgotten'].includes(error.kind))
      throw error
    const elsewhere =
      checkpoint.server === client.baseUrl
        ? ''
        : ` It was written on ${checkpoint.server}: give that address if the server is still there.`
    throw new SpiceError(
      'run',
      `the server at ${client.baseUrl} does not have the checkpoint ${checkpoint.path}`,
      {
        hint: `Checkpoints of this engine live on the server, which may have deleted it or let it expire.${elsewhere}`,
        cause: error,
      },
    )
  }
}
