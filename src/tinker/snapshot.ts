import type { SamplingModel } from './contract.js'
import { retrieveFuture } from './retrieve-future.js'
import { openSampler, samplingModel } from './sampling-model.js'
import type { SessionContext } from './session-context.js'
import type { Take } from './submit-queue.js'
import { TinkerError } from './tinker-error.js'

const CONFLICT = 409
const TRIES = 5

/**
 * A snapshot of the weights that lives as long as the session. Where a first try took the name that servers make of both
 * numbers, another number of the sampling session makes another. Returns how to wait for the sampler.
 */
export async function saveSnapshot(
  context: SessionContext,
  modelId: string,
  take: Take,
): Promise<() => Promise<SamplingModel>> {
  const { connection, room, signal } = context
  const what = 'save_weights_for_sampler'
  const called = await take(async (seqId) => {
    for (let tries = 1; ; tries++) {
      const answer = await connection.call({
        what,
        path: what,
        body: {
          model_id: modelId,
          seq_id: seqId,
          sampling_session_seq_id: context.nextSamplingSession(),
          type: what,
        },
        lane: 'training',
        repeatable: true,
        forgets: true,
        signal,
        passes: ({ status }) => status === CONFLICT,
      })
      if (answer.status !== CONFLICT) return answer
      if (!answer.doubtful || tries === TRIES)
        throw new TinkerError(
          'rejected',
          `${what}: the server holds snapshot ${seqId} of ${modelId} to exist`,
          {
            status: CONFLICT,
          },
        )
    }
  })
  const { request_id: requestId } = connection.read('future', called)
  return async () => {
    const saved = await retrieveFuture(
      connection,
      { what, requestId, lane: 'futures', room, signal },
      (answer) => connection.read('savedForSampler', answer),
    )
    if (saved.sampling_session_id !== undefined) return samplingModel(context, saved.sampling_session_id)
    if (saved.path !== undefined) return openSampler(context, { path: saved.path })
    throw new TinkerError('protocol', `${what} names neither a sampling session nor a path`)
  }
}
