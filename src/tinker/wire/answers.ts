import { z } from 'zod'
import { MAX_LIST, MAX_MESSAGE, MAX_METRICS, MAX_NAME } from './bounds.js'

const name = z.string().min(1).max(MAX_NAME)
/** Of people's interest only: what isn't there, or is null, is undefined; what is too long is cut. */
const message = z
  .string()
  .nullish()
  .transform((text) => text?.slice(0, MAX_MESSAGE) || undefined)
/** Absent and null are the same to servers. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)
/** Some servers count, others name. */
const identifier = z.union([name, z.int().nonnegative().transform(String)])
const count = z.int().nonnegative()
const switchOf = (byDefault: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? byDefault)
const amountOf = (byDefault: number) =>
  z
    .number()
    .nonnegative()
    .nullish()
    .transform((value) => value ?? byDefault)
const metrics = z
  .record(z.string().max(MAX_NAME), z.number().nullable())
  .nullish()
  .transform((values) =>
    Object.fromEntries(
      Object.entries(values ?? {})
        .slice(0, MAX_METRICS)
        .map(([key, value]) => [key, value ?? Number.NaN]),
    ),
  )
const queueState = {
  queue_state: optional(name),
  queue_state_reason: message,
}

/**
 * Every JSON answer of the API but the results of passes and samples. Keys keep the names they have on the wire; keys we
 * have no use for are dropped, null and absent are both undefined, and a setting that isn't there takes its default.
 */
export const answers = {
  /** POST client/config */
  clientConfig: z.object({
    pjwt_auth_enabled: switchOf(false),
    credential_default_source: optional(name),
    fwdbwd_max_chunk_len: amountOf(1024),
    fwdbwd_max_chunk_bytes_count: amountOf(5_000_000),
    proto_compress_fwdbwd: switchOf(false),
    parallel_fwdbwd_chunks: switchOf(true),
    sample_max_concurrent_requests: amountOf(2000),
    billing_exception_max_pause_duration_sec: amountOf(3600),
    inflight_response_bytes_semaphore_size: amountOf(50 * 2 ** 20),
  }),
  /** POST auth/token */
  authToken: z.object({ jwt: z.string().min(1).max(MAX_MESSAGE) }),
  /** GET healthz */
  health: z.object({ status: optional(name) }),
  /** GET openapi.json: only what tells whether the server recognises repeats, and what bodies of passes may be. */
  openApi: z.object({
    paths: optional(
      z.object({
        '/api/v1/forward_backward': optional(
          z.object({
            post: optional(
              z.object({
                requestBody: optional(z.object({ content: optional(z.record(z.string(), z.unknown())) })),
              }),
            ),
          }),
        ),
      }),
    ),
    components: optional(
      z.object({
        schemas: optional(
          z.object({
            OptimStepRequest: optional(z.object({ properties: optional(z.record(z.string(), z.unknown())) })),
          }),
        ),
      }),
    ),
  }),
  /** GET get_server_capabilities */
  capabilities: z.object({
    supported_models: z
      .array(z.object({ model_name: name, max_context_length: optional(count) }))
      .max(MAX_LIST),
  }),
  /** POST create_session */
  session: z.object({
    session_id: name,
    info_message: message,
    warning_message: message,
    error_message: message,
  }),
  /** The answer to every request whose result is fetched later. */
  future: z.object({ request_id: identifier, model_id: optional(name) }),
  /** POST retrieve_future, 200 or 408: not ready yet. */
  tryAgain: z.object({ type: z.literal('try_again'), ...queueState }),
  /** POST retrieve_future, 408: `type` may be missing there. */
  timeout: z.object({ ...queueState, detail: z.unknown().optional() }),
  /** POST retrieve_future with allow_metadata_only: ready, and this large. */
  completeMetadata: z.object({ status: z.literal('complete_metadata'), response_payload_size: count }),
  /** POST retrieve_future, 200: the request failed. */
  failed: z.object({
    error: z.string().transform((text) => text.slice(0, MAX_MESSAGE)),
    category: z.enum(['user', 'server', 'unknown']).catch('unknown'),
  }),
  /** Result of create_model, and of load_weights where that creates one. */
  createdModel: z.object({ model_id: name, base_model: optional(name) }),
  /** POST get_info */
  modelInfo: z.object({
    model_id: name,
    model_name: optional(name),
    is_lora: optional(z.boolean()),
    lora_rank: optional(count),
    model_data: z.object({
      base_model: optional(name),
      model_name: optional(name),
      tokenizer_id: optional(name),
      lora_config: optional(z.object({ rank: optional(count) })),
    }),
  }),
  /** Result of optim_step */
  optimStep: z.object({ metrics }),
  /** Result of save_weights */
  savedWeights: z.object({ path: name }),
  /** Result of save_weights_for_sampler: a path for a save with a name, a sampling session for one without. */
  savedForSampler: z.object({ path: optional(name), sampling_session_id: optional(name) }),
  /** POST create_sampling_session */
  samplingSession: z.object({ sampling_session_id: name }),
  /** Results that say nothing but that it's done: load_weights, unload_model, session_heartbeat. */
  done: z.object({}),
  /** POST weights_info */
  weightsInfo: z.object({ base_model: name, is_lora: switchOf(true), lora_rank: optional(count) }),
  /** GET training_runs/<id>/checkpoints */
  checkpoints: z.object({
    checkpoints: z
      .array(
        z.object({
          checkpoint_id: name,
          checkpoint_type: z.enum(['training', 'sampler']),
          time: name,
          tinker_path: name,
          size_bytes: optional(count),
        }),
      )
      .max(MAX_LIST),
  }),
  /** GET …/archive, 200 */
  archiveUrl: z.object({ url: z.string().min(1).max(MAX_MESSAGE), expires: z.unknown().optional() }),
}

export type AnswerName = keyof typeof answers
export type Answer<Name extends AnswerName> = z.output<(typeof answers)[Name]>
