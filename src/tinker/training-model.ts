import { chunksOf, mergePasses } from './chunk-passes.js'
import type { Call } from './connection.js'
import type { TrainingModel } from './contract.js'
import { Expired } from './future-state.js'
import { pendingOf } from './pending.js'
import { postPass } from './post-pass.js'
import { retrieveFuture } from './retrieve-future.js'
import { checkName, type SaveOptions, saveCheckpoint } from './save-checkpoint.js'
import type { SessionContext } from './session-context.js'
import { saveSnapshot } from './snapshot.js'
import { SubmitQueue, type Take } from './submit-queue.js'
import { TinkerError } from './tinker-error.js'
import type { HttpAnswer } from './transport.js'
import type { PassResult, Pending, TinkerAdam, TinkerDatum, TinkerLoss } from './types.js'
import { unloadModel } from './unload-model.js'
import { checkDatum, decodePass } from './wire/index.js'

export interface ModelFacts {
  readonly modelId: string
  readonly baseModel: string
  readonly rank: number
}

/** A model of a session; see TrainingModel. */
export function trainingModel(context: SessionContext, facts: ModelFacts): TrainingModel {
  const { connection, traits, room, signal } = context
  const { modelId } = facts
  const queue = new SubmitQueue()

  /** In its turn: sends, then waits for what it says to wait for. */
  function submit<T>(post: (take: Take) => Promise<() => Promise<T>>): Pending<T> {
    const taken = queue.turn(post)
    return pendingOf(
      taken,
      taken.then(async (wait) => {
        try {
          return await wait()
        } catch (error) {
          throw ended(queue, error)
        }
      }),
    )
  }

  function request<T>(
    what: string,
    body: (seqId: number) => object,
    repeatable: boolean,
    read: (answer: HttpAnswer) => T,
  ): Pending<T> {
    return submit(async (take) => {
      const call = (seqId: number): Call => ({
        what,
        path: what,
        body: { model_id: modelId, ...body(seqId), seq_id: seqId, type: what },
        lane: 'training',
        repeatable,
        forgets: true,
        signal,
      })
      const answer = await take((seqId) => connection.call(call(seqId)))
      const { request_id: requestId } = connection.read('future', answer)
      return () => retrieveFuture(connection, { what, requestId, lane: 'futures', room, signal }, read)
    })
  }

  function pass(
    data: readonly TinkerDatum[],
    loss: TinkerLoss,
    lossConfig: Readonly<Record<string, number>> | undefined,
    forwardOnly: boolean,
  ): Pending<PassResult> {
    if (data.length === 0) return refused(new TinkerError('rejected', 'a pass over no data'))
    try {
      for (const [index, datum] of data.entries()) checkDatum(datum, index)
    } catch (error) {
      return refused(error)
    }
    return submit(async (take) => {
      const parts: Promise<PassResult>[] = []
      for (const chunk of chunksOf(data, traits)) {
        const answer = await take((seqId) =>
          postPass(context, { modelId, seqId, data: chunk, loss, lossConfig, forwardOnly }),
        )
        const { request_id: requestId } = connection.read('future', answer)
        const what = forwardOnly ? 'forward' : 'forward_backward'
        const lengths = chunk.map(({ tokens }) => tokens.length)
        const future = { what, requestId, lane: 'futures', room, signal } as const
        const part = retrieveFuture(connection, future, (got) =>
          decodePass(got.body, got.contentType, lengths),
        )
        part.catch(() => {})
        parts.push(part)
      }
      return async () => {
        try {
          return mergePasses(await Promise.all(parts))
        } catch (error) {
          // Of a batch in parts some may have left their gradients and others not.
          if (parts.length > 1 && !forwardOnly) queue.end(error)
          throw error
        }
      }
    })
  }

  function save(options: SaveOptions): Pending<{ readonly path: string }> {
    try {
      checkName(options.name)
    } catch (error) {
      return refused(error)
    }
    return submit((take) => saveCheckpoint(context, modelId, options, take))
  }

  return {
    ...facts,
    forwardBackward: (data, loss, lossConfig) => pass(data, loss, lossConfig, false),
    forward: (data) => pass(data, 'cross_entropy', undefined, true),
    optimStep: (adam) =>
      request(
        'optim_step',
        () => ({ adam_params: adamParams(adam) }),
        traits.knowsTraining,
        (answer) => connection.read('optimStep', answer),
      ),
    saveWeights: (name, { ttlSeconds } = {}) => save({ kind: 'training', name, ttlSeconds }),
    saveForSampler: (name, { ttlSeconds } = {}) => save({ kind: 'sampler', name, ttlSeconds }),
    loadWeights: (path, { optimizer = true } = {}) =>
      request(
        'load_weights',
        () => ({ path, optimizer }),
        traits.knowsAll,
        () => undefined,
      ),
    snapshot: () => submit((take) => saveSnapshot(context, modelId, take)).result,
    async info() {
      queue.check()
      const answer = await connection.call({
        what: 'get_info',
        path: 'get_info',
        body: { model_id: modelId, type: 'get_info' },
        lane: 'control',
        repeatable: true,
        forgets: true,
        signal,
      })
      const info = connection.read('modelInfo', answer)
      const {
        base_model: base,
        model_name: name,
        tokenizer_id: tokenizer,
        lora_config: lora,
      } = info.model_data
      return {
        baseModel: info.model_name ?? base ?? name ?? facts.baseModel,
        rank: info.lora_rank ?? lora?.rank,
        tokenizer: tokenizer?.split(':')[0],
      }
    },
    async unload() {
      const end = () => queue.end(new TinkerError('closed', `model ${modelId} was unloaded`))
      await unloadModel(context, modelId, queue.idle.then(end))
      end()
    },
  }
}

/** Notes in the queue what leaves no model to go on with. */
function ended(queue: SubmitQueue, error: unknown): unknown {
  const told =
    error instanceof Expired
      ? new TinkerError('forgotten', error.message, { hint: 'the server lost what it had promised' })
      : error
  if (told instanceof TinkerError && (told.kind === 'forgotten' || told.kind === 'uncertain')) queue.end(told)
  return told
}

function refused<T>(error: unknown): Pending<T> {
  const result = Promise.reject<T>(error)
  return pendingOf(result, result)
}

function adamParams(adam: TinkerAdam) {
  return {
    learning_rate: adam.learningRate,
    beta1: adam.beta1,
    beta2: adam.beta2,
    eps: adam.epsilon,
    weight_decay: adam.weightDecay,
    grad_clip_norm: adam.gradClipNorm,
  }
}
