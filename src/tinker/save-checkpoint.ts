import { formatCheckpointPath, parseCheckpointPath } from './checkpoint-path.js'
import { listCheckpoints } from './checkpoints.js'
import { sleep } from './clock.js'
import { retrieveFuture } from './retrieve-future.js'
import type { SessionContext } from './session-context.js'
import type { Take } from './submit-queue.js'
import { TinkerError } from './tinker-error.js'

const NAME = /^[a-zA-Z0-9_-]{1,255}$/
const CONFLICT = 409
const FIRST_LOOK_MS = 500
const LONGEST_LOOK_MS = 10_000

export interface SaveOptions {
  readonly kind: 'training' | 'sampler'
  readonly name: string
  readonly ttlSeconds: number | undefined
}

/** Throws TinkerError('rejected') for a name that some server would not take. */
export function checkName(name: string): void {
  if (!NAME.test(name))
    throw new TinkerError(
      'rejected',
      `${JSON.stringify(name.slice(0, 100))} cannot be the name of a checkpoint`,
      {
        hint: 'letters, digits, - and _, at most 255',
      },
    )
}

/**
 * Saves under a name. A repeat that meets its own first try (`409`) has been taken; with the answer lost, the checkpoint
 * is looked for in the server's list. Returns how to wait for the path.
 */
export async function saveCheckpoint(
  context: SessionContext,
  modelId: string,
  { kind, name, ttlSeconds }: SaveOptions,
  take: Take,
): Promise<() => Promise<{ readonly path: string }>> {
  const { connection, room, signal } = context
  const what = kind === 'training' ? 'save_weights' : 'save_weights_for_sampler'
  const called = await take(async (seqId) => {
    const answer = await connection.call({
      what,
      path: what,
      body: {
        model_id: modelId,
        path: name,
        seq_id: seqId,
        ...(ttlSeconds !== undefined && { ttl_seconds: ttlSeconds }),
        type: what,
      },
      lane: 'training',
      repeatable: true,
      forgets: true,
      signal,
      passes: ({ status }) => status === CONFLICT,
    })
    if (answer.status === CONFLICT && !answer.doubtful)
      throw new TinkerError('rejected', `model ${modelId} has a checkpoint ${name} already`, {
        hint: 'save under another name',
        status: CONFLICT,
      })
    return answer
  })
  const own = { path: formatCheckpointPath({ modelId, kind, name }) }
  if (called.status === CONFLICT) return () => appears(context, modelId, kind, name, own)
  const { request_id: requestId } = connection.read('future', called)
  return () =>
    retrieveFuture(connection, { what, requestId, lane: 'futures', room, signal }, (answer) => {
      const { path } = connection.read('savedForSampler', answer)
      return path === undefined ? own : { path: formatCheckpointPath(parseCheckpointPath(path)) }
    })
}

async function appears<T>(
  { connection, signal }: SessionContext,
  modelId: string,
  kind: 'training' | 'sampler',
  name: string,
  found: T,
): Promise<T> {
  const { clock, patienceMs } = connection.settings
  const begun = clock.now()
  // Saving waits behind all training before it.
  const patience = 3 * patienceMs
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 2, LONGEST_LOOK_MS)) {
    const all = await listCheckpoints(connection, modelId)
    if (all.some((each) => each.kind === kind && each.name === name)) return found
    if (clock.now() - begun > patience)
      throw new TinkerError(
        'unreachable',
        `checkpoint ${name} of model ${modelId} does not appear in the list`,
        {
          hint: 'saving it may have failed: save under another name',
        },
      )
    await sleep(clock, wait, signal)
  }
}
