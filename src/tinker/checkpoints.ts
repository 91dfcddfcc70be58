import { type CheckpointPath, formatCheckpointPath, parseCheckpointPath } from './checkpoint-path.js'
import type { Connection } from './connection.js'
import { TinkerError } from './tinker-error.js'
import type { CheckpointInfo, WeightsInfo } from './types.js'

/** Checkpoints of a model, newest last. Throws TinkerError. */
export async function listCheckpoints(connection: Connection, modelId: string): Promise<CheckpointInfo[]> {
  const answer = await connection.call({
    what: 'the list of checkpoints',
    method: 'GET',
    path: `training_runs/${segment(modelId)}/checkpoints`,
    lane: 'control',
    repeatable: true,
  })
  const { checkpoints } = connection.read('checkpoints', answer)
  return checkpoints
    .map(({ checkpoint_id: id, checkpoint_type: kind, time, size_bytes: bytes }) => {
      // Some servers put the kind before the name.
      const name = id.replace(/^(weights|sampler_weights)\//, '')
      return { name, kind, path: formatCheckpointPath({ modelId, kind, name }), time, bytes }
    })
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
}

/** Base model and rank that a model needs to load these weights. Throws TinkerError. */
export async function weightsInfo(connection: Connection, path: string): Promise<WeightsInfo> {
  parseCheckpointPath(path)
  const answer = await connection.call({
    what: 'weights_info',
    path: 'weights_info',
    body: { tinker_path: path },
    lane: 'control',
    repeatable: true,
  })
  const {
    base_model: baseModel,
    is_lora: isLora,
    lora_rank: loraRank,
  } = connection.read('weightsInfo', answer)
  return { baseModel, isLora, loraRank }
}

/** Throws TinkerError, `rejected` where there is no such checkpoint or the server has no such call. */
export async function deleteCheckpoint(connection: Connection, path: string): Promise<void> {
  const checkpoint: CheckpointPath = parseCheckpointPath(path)
  const [, , model, ...rest] = formatCheckpointPath(checkpoint).split('/')
  const answer = await connection.call({
    what: `deleting ${path}`,
    method: 'DELETE',
    path: `training_runs/${[model as string, 'checkpoints', ...rest].map(segment).join('/')}`,
    lane: 'control',
    repeatable: true,
    passes: ({ status }) => status === 404 || status === 405,
  })
  if (answer.status < 300) return
  // An earlier try has done it.
  if (answer.status === 404 && answer.doubtful) return
  throw new TinkerError('rejected', `the server has no ${path} to delete`, {
    hint: 'it is gone already, or this server does not delete checkpoints (SkyRL)',
    status: answer.status,
  })
}

/** Model ids may hold colons, which a path may hold too. */
function segment(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':')
}
