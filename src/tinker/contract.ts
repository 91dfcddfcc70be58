import type { TinkerClock } from './clock.js'
import type {
  CheckpointInfo,
  PassResult,
  Pending,
  SampleResult,
  ServerCapabilities,
  StepResult,
  TinkerAdam,
  TinkerDatum,
  TinkerLoss,
  TinkerNotice,
  TinkerSamplingParams,
  WeightsInfo,
  WireFormat,
} from './types.js'

export interface TinkerClientOptions {
  /** Default: TINKER_BASE_URL, else the hosted service. A path in it is kept. */
  readonly baseUrl?: string | undefined
  /**
   * Default: TINKER_API_KEY, which goes out over https only, or to this machine; one given here goes wherever `baseUrl`
   * says. Servers without authentication (SkyRL) take none.
   */
  readonly apiKey?: string | undefined
  /** `auto` asks for protobuf and falls back to JSON where the server has none. */
  readonly wire?: WireFormat | 'auto' | undefined
  /**
   * What a repeated request that changes a model does. `recognised`: the server knows a sequence number again and answers
   * with the same future, so uncertain requests are sent again. `applied-twice`: it would train twice, so they fail as
   * `uncertain`. Default: found out (the hosted service recognises all; a server with an OpenAPI document passes and steps
   * if its optim_step has `seq_id`; of any other the worst is assumed).
   */
  readonly repeats?: 'recognised' | 'applied-twice' | undefined
  /** Requests of asample that may wait for results at a time; default 512, at most what the server asks for. */
  readonly maxConcurrentSamples?: number | undefined
  /**
   * Seconds without any useful answer after which a request gives up as `unreachable`; default 300. Pauses that the server
   * asks for (rate limit, payment) may last twelve times as long. The result of a request that was taken is waited for
   * as long as the server lives.
   */
  readonly patienceSeconds?: number | undefined
  readonly onNotice?: ((notice: TinkerNotice) => void) | undefined
  /** Ends every wait of this client. */
  readonly signal?: AbortSignal | undefined
  /** For tests, which have no time to wait. */
  readonly clock?: TinkerClock | undefined
}

export interface CreateModelOptions {
  readonly baseModel: string
  /** 0: full fine-tuning, on servers that can (SkyRL with FSDP or Megatron). */
  readonly rank: number
  /** Of the adapter's first weights. */
  readonly seed?: number | undefined
  readonly userMetadata?: Readonly<Record<string, string>> | undefined
}

/**
 * A model that trains: one submit queue; requests reach the server in the order of the calls. Results reject with
 * TinkerError. What leaves the model in doubt (`uncertain`, `forgotten`, a batch of which only parts were applied) is
 * thrown by every later call too: go on with a new model and saved weights.
 */
export interface TrainingModel {
  readonly modelId: string
  readonly baseModel: string
  readonly rank: number
  /**
   * Gradients add up until optimStep. Batches beyond the server's size are sent in parts, in order. The arrays must not
   * change before `accepted`.
   */
  forwardBackward(
    data: readonly TinkerDatum[],
    loss: TinkerLoss,
    lossConfig?: Readonly<Record<string, number>>,
  ): Pending<PassResult>
  /** Logprobs of the targets, without gradients. Loss inputs: `target_tokens`, and `weights` where one likes. */
  forward(data: readonly TinkerDatum[]): Pending<PassResult>
  optimStep(adam: TinkerAdam): Pending<StepResult>
  /**
   * Weights and optimizer, to go on from. The path is `tinker://<model>/weights/<name>`. The name (letters, digits, `-`,
   * `_`) must be new to this model: `rejected` otherwise.
   */
  saveWeights(name: string, options?: { ttlSeconds?: number }): Pending<{ readonly path: string }>
  /** Only as the first request of a fresh model. */
  loadWeights(path: string, options?: { optimizer?: boolean }): Pending<void>
  /** Keeps a snapshot of the weights on the server's disk under a name, for sampling and download. */
  saveForSampler(name: string, options?: { ttlSeconds?: number }): Pending<{ readonly path: string }>
  /** A snapshot that lives as long as the session, ready to sample from. */
  snapshot(): Promise<SamplingModel>
  info(): Promise<{
    readonly baseModel: string
    readonly rank: number | undefined
    readonly tokenizer: string | undefined
  }>
  /** Frees the server's place; errors are left aside where the server has no such call. */
  unload(): Promise<void>
}

/** Weights that answer. Samples reach the server in no particular order; `forgotten` when it no longer has the weights. */
export interface SamplingModel {
  readonly samplingSessionId: string
  /** Some request was sent again as nothing was heard of it: the first may still arrive, however late. */
  readonly mayStray: boolean
  sample(
    prompt: Int32Array,
    samples: number,
    params: TinkerSamplingParams,
    options?: { signal?: AbortSignal; promptLogprobs?: boolean },
  ): Promise<SampleResult>
}

/** A session with a Tinker server, kept alive by heartbeats until `close`. */
export interface TinkerSession {
  readonly sessionId: string
  createModel(options: CreateModelOptions): Promise<TrainingModel>
  samplingModel(source: { readonly path: string } | { readonly baseModel: string }): Promise<SamplingModel>
  /**
   * Where asked, unloads the models once they have sent what they were told; then ends all that waits, and the
   * heartbeats.
   */
  close(options?: { unload?: boolean }): Promise<void>
}

/** The door of the client. */
export interface TinkerClient {
  readonly baseUrl: string
  capabilities(): Promise<ServerCapabilities>
  /** Whether repeats are recognised: the option, or what was found out. */
  repeats(): Promise<'recognised' | 'applied-twice'>
  openSession(options?: { tags?: readonly string[] }): Promise<TinkerSession>
  weightsInfo(path: string): Promise<WeightsInfo>
  /** Checkpoints of a model (training run), newest last. */
  listCheckpoints(modelId: string): Promise<readonly CheckpointInfo[]>
  deleteCheckpoint(path: string): Promise<void>
  /**
   * Downloads a sampler checkpoint and unpacks it into `directory` (created; must be empty): a PEFT adapter
   * (`adapter_model.safetensors`, `adapter_config.json`) or a merged Hugging Face model, as the server saves it.
   */
  downloadCheckpoint(
    path: string,
    directory: string,
    options?: { signal?: AbortSignal; onProgress?: (bytes: number, total: number | undefined) => void },
  ): Promise<readonly string[]>
  /** Ends all that waits (`closed`) and every connection. Sessions that are open run out on the server. */
  close(): Promise<void>
}
