import { follow } from './clock.js'
import { type Called, PAUSE_FACTOR } from './connection.js'
import type { SamplingModel } from './contract.js'
import { Expired } from './future-state.js'
import { retrieveFuture } from './retrieve-future.js'
import type { SessionContext } from './session-context.js'
import { TinkerError } from './tinker-error.js'
import type { SampleResult, TinkerSamplingParams } from './types.js'
import { askedMs } from './verdict.js'
import { decodeSample, encodeSample, JSON_TYPE } from './wire/index.js'

/** Times that one sample whose result the server lost is asked for anew. */
const RESUBMISSIONS = 10
/** A request for more than this is held longer after a 429, as the official client does. */
const LARGE_PROMPT = 13_000

/** Opens a sampling session on saved weights or on the base model itself. */
export async function openSampler(
  context: SessionContext,
  source: { readonly path: string } | { readonly baseModel: string },
): Promise<SamplingModel> {
  const { connection, sessionId, signal } = context
  const answer = await connection.call({
    what: 'create_sampling_session',
    path: 'create_sampling_session',
    body: {
      session_id: sessionId,
      sampling_session_seq_id: context.nextSamplingSession(),
      ...('path' in source ? { model_path: source.path } : { base_model: source.baseModel }),
      type: 'create_sampling_session',
    },
    lane: 'control',
    repeatable: true,
    forgets: true,
    signal,
  })
  return samplingModel(context, connection.read('samplingSession', answer).sampling_session_id)
}

/** The weights of a sampling session. */
export function samplingModel(context: SessionContext, samplingSessionId: string): SamplingModel {
  let next = 0
  const fate = { mayStray: false }
  return {
    samplingSessionId,
    get mayStray() {
      return fate.mayStray
    },
    async sample(prompt, samples, params, options = {}) {
      const { controller, letGo } = follow(context.signal, options.signal)
      const { signal } = controller
      const asked = { prompt, samples, params, promptLogprobs: options.promptLogprobs ?? false }
      try {
        return await context.gate.with(signal, async () => {
          for (let tries = 1; ; tries++) {
            const seqId = next++
            try {
              return await sampleOnce(context, samplingSessionId, seqId, asked, fate, signal)
            } catch (error) {
              if (!(error instanceof Expired)) throw error
              if (tries === RESUBMISSIONS)
                throw new TinkerError('failed', `the server lost a sample ${RESUBMISSIONS} times`)
            }
          }
        })
      } finally {
        letGo()
      }
    },
  }
}

interface Asked {
  readonly prompt: Int32Array
  readonly samples: number
  readonly params: TinkerSamplingParams
  readonly promptLogprobs: boolean
}

async function sampleOnce(
  context: SessionContext,
  samplingSessionId: string,
  seqId: number,
  asked: Asked,
  fate: { mayStray: boolean },
  signal: AbortSignal,
): Promise<SampleResult> {
  const { connection, room } = context
  const body = Buffer.from(encodeSample({ samplingSessionId, seqId, ...asked }))
  const called = await post(context, body, asked, signal).catch((error: unknown) => {
    if (!wasAnswered(error)) fate.mayStray = true
    throw error
  })
  if (called.doubtful) fate.mayStray = true
  const { request_id: requestId } = connection.read('future', called)
  const future = { what: 'asample', requestId, lane: 'completions', room, signal } as const
  return retrieveFuture(connection, future, (answer) =>
    decodeSample(answer.body, answer.contentType, asked.prompt.length, asked.samples),
  )
}

/** Of a request that was given up, nobody knows whether it arrived. */
function wasAnswered(error: unknown): boolean {
  return error instanceof TinkerError && error.status !== undefined && error.kind !== 'unreachable'
}

/** Sends it until it is taken. A server that is full makes all samples wait, and gets the same request again. */
async function post(
  { connection, gate }: SessionContext,
  body: Uint8Array,
  { prompt }: Asked,
  signal: AbortSignal,
): Promise<Called> {
  const { clock, patienceMs } = connection.settings
  const begun = clock.now()
  let doubtful = false
  for (;;) {
    await gate.pass(signal)
    const answer = await connection.call({
      what: 'asample',
      path: 'asample',
      body: { contentType: JSON_TYPE, body },
      headers: { 'x-tinker-sampling-backpressure': '1' },
      lane: 'samples',
      repeatable: true,
      forgets: true,
      signal,
      passes: ({ status }) => status === 429,
    })
    doubtful ||= answer.doubtful
    if (answer.status !== 429) return { ...answer, doubtful }
    if (clock.now() - begun > PAUSE_FACTOR * patienceMs)
      throw new TinkerError('unreachable', 'the server takes no samples (429)', { status: 429 })
    gate.hold(askedMs(answer.headers) ?? (prompt.length > LARGE_PROMPT ? 5_000 : 1_000))
    connection.notify('rate-limit', 'the server has as many samples as it takes; waiting')
  }
}
