/** Plain data of the Tinker API as the client speaks it; wires (JSON, protobuf) are below, in `wire/`. */

export type WireFormat = 'protobuf' | 'json'

/**
 * One sequence to learn from. `tokens` are the model's input s[0..N-1]; index i of every loss input belongs to the
 * prediction of s[i+1], so `target_tokens` is the input moved by one. Float32Array travels as float32, Int32Array as int64.
 */
export interface TinkerDatum {
  readonly tokens: Int32Array // [N]
  /** `target_tokens` and what the loss asks for: `weights`, or `logprobs` and `advantages`; each [N]. */
  readonly lossInputs: Readonly<Record<string, Float32Array | Int32Array>>
}

export type TinkerLoss = 'cross_entropy' | 'importance_sampling' | 'ppo' | 'cispo'

/** Of forward and forward_backward. */
export interface PassResult {
  /** Per datum [N]: ln p of each target under the learner. */
  readonly logprobs: readonly Float32Array[]
  /** Named `name:reduction`; which ones depends on the server, often none. */
  readonly metrics: Readonly<Record<string, number>>
}

export interface TinkerAdam {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weightDecay: number
  /** 0 is off. SkyRL ignores it. */
  readonly gradClipNorm: number
}

export interface StepResult {
  readonly metrics: Readonly<Record<string, number>>
}

export interface TinkerSamplingParams {
  readonly maxTokens: number
  readonly temperature: number
  /** 1 is off. */
  readonly topP: number
  /** -1 is off. */
  readonly topK: number
  /** int32; undefined lets the server choose. */
  readonly seed?: number | undefined
  /** All tokens or all strings: servers take no mixture. */
  readonly stop?: readonly number[] | readonly string[] | undefined
}

export interface SampledSequence {
  readonly tokens: Int32Array
  /** ln p of each token; null where the server gave none. Same length as `tokens`. */
  readonly logprobs: Float32Array | null
  readonly stopReason: 'stop' | 'length'
}

export interface SampleResult {
  readonly sequences: readonly SampledSequence[]
  /** Per prompt token, NaN for the first; null if not asked for. Always the prompt's length, also from servers that leave the first out. */
  readonly promptLogprobs: Float32Array | null
}

export interface ServerModel {
  readonly name: string
  /** Undefined where the server does not say (SkyRL). */
  readonly maxContextLength?: number | undefined
}

export interface ServerCapabilities {
  readonly models: readonly ServerModel[]
}

export interface WeightsInfo {
  readonly baseModel: string
  readonly isLora: boolean
  readonly loraRank?: number | undefined
}

export interface CheckpointInfo {
  /** Without the kind. */
  readonly name: string
  readonly kind: 'training' | 'sampler'
  /** tinker://<model>/weights/<name> or tinker://<model>/sampler_weights/<name> */
  readonly path: string
  readonly time: string
  readonly bytes?: number | undefined
}

/**
 * What the server said or did that a user should hear of: one line. At most one of a kind in a minute, but every
 * `server-message`. `capacity` is also told of results that take longer than ten minutes.
 */
export interface TinkerNotice {
  readonly kind: 'server-message' | 'retry' | 'capacity' | 'rate-limit' | 'billing' | 'heartbeat'
  readonly message: string
}

/** An asynchronous operation of the server. */
export interface Pending<T> {
  /** Settles when the server took the request: the next of the same model may then be submitted. */
  readonly accepted: Promise<void>
  readonly result: Promise<T>
}
