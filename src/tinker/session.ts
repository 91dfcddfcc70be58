import { follow } from './clock.js'
import type { Connection } from './connection.js'
import type { TinkerSession, TrainingModel } from './contract.js'
import { Expired } from './future-state.js'
import { startHeartbeat } from './heartbeat.js'
import type { Limit } from './limit.js'
import { retrieveFuture } from './retrieve-future.js'
import type { SampleGate } from './sample-gate.js'
import { openSampler } from './sampling-model.js'
import { type ServerTraits, SPOKEN_VERSION } from './server.js'
import type { SessionContext } from './session-context.js'
import { TinkerError } from './tinker-error.js'
import { trainingModel } from './training-model.js'
import type { WireChoice } from './wire-choice.js'

/** What sessions of one client share. */
export interface Shared {
  readonly connection: Connection
  readonly traits: ServerTraits
  readonly gate: SampleGate
  readonly room: Limit
  readonly wire: WireChoice
}

/** Opens a session and keeps it alive; see TinkerSession. */
export async function openSession(shared: Shared, tags: readonly string[]): Promise<TinkerSession> {
  const { connection, room } = shared
  const answer = await connection.call({
    what: 'create_session',
    path: 'create_session',
    body: { tags, user_metadata: {}, sdk_version: SPOKEN_VERSION, type: 'create_session' },
    lane: 'control',
    repeatable: true,
  })
  const said = connection.read('session', answer)
  for (const message of [said.info_message, said.warning_message, said.error_message])
    if (message !== undefined) connection.notify('server-message', message)
  const sessionId = said.session_id
  const { controller, letGo } = follow(connection.lifetime)
  const { signal } = controller
  const stop = startHeartbeat(connection, sessionId, signal)
  let samplingSessions = 0
  let modelNumber = 0
  const models: TrainingModel[] = []
  const context: SessionContext = {
    ...shared,
    sessionId,
    nextSamplingSession: () => samplingSessions++,
    signal,
  }

  return {
    sessionId,
    async createModel({ baseModel, rank, seed, userMetadata }) {
      signal.throwIfAborted()
      const what = 'create_model'
      const model_seq_id = modelNumber++
      const called = await connection.call({
        what,
        path: what,
        body: {
          session_id: sessionId,
          model_seq_id,
          base_model: baseModel,
          lora_config: {
            rank,
            ...(seed !== undefined && { seed }),
            train_unembed: true,
            train_mlp: true,
            train_attn: true,
          },
          ...(userMetadata && { user_metadata: userMetadata }),
          type: what,
        },
        lane: 'training',
        repeatable: shared.traits.knowsAll,
        forgets: true,
        signal,
      })
      const { request_id: requestId } = connection.read('future', called)
      const future = { what, requestId, lane: 'futures', room, signal } as const
      // Nothing else may be sent for a model before it is there: SkyRL would fail it.
      const created = await retrieveFuture(connection, future, (got) =>
        connection.read('createdModel', got),
      ).catch((error: unknown) => {
        throw error instanceof Expired ? new TinkerError('forgotten', error.message) : error
      })
      const model = trainingModel(context, { modelId: created.model_id, baseModel, rank })
      models.push(model)
      return model
    },
    samplingModel: (source) => openSampler(context, source),
    async close({ unload = false } = {}) {
      if (signal.aborted) return
      if (unload) await Promise.all(models.map((model) => model.unload()))
      stop()
      controller.abort(new TinkerError('closed', `session ${sessionId} was closed`))
      letGo()
    },
  }
}
