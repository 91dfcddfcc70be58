import type { RandomKey } from '../random/index.js'
import type { Tokenizer } from '../tokenizer/index.js'
import type { Completion } from '../words.js'

export type TokenIds = Int32Array

export interface SamplingParams {
  /** Continuations per prompt. */
  n: number
  maxTokens: number
  /** 0 is greedy (arg max, no random numbers used). */
  temperature: number
  /** Nucleus share in (0, 1]; 1 is off. */
  topP: number
  /** Keep the k likeliest tokens; 0 is off. */
  topK: number
  stopTokens: readonly number[]
  /** Generation ends at the token that completes one of these in the decoded text. */
  stopStrings: readonly string[]
  /**
   * Continuation j of prompt p draws from the stream of `{ ...key, index: indices[p] + j }`, so a sample depends
   * on its own key and never on what else is in the batch (up to float rounding).
   */
  key: Omit<RandomKey, 'index'>
  /** First stream index of each prompt; default p * n. */
  indices?: readonly number[]
}

/** A frozen snapshot of a policy. */
export interface Sampler {
  /**
   * What prompts must hold. `rendered` (the default): the model's chat template and special tokens, as it reads them.
   * `bare`: the plain text, encoded with the engine's tokenizer; the endpoint puts its own turns around it.
   */
  readonly prompts?: 'rendered' | 'bare'
  /** n continuations of each prompt: result[p][j]. `onProgress` hears of tokens generated so far. */
  sample(
    prompts: readonly TokenIds[],
    params: SamplingParams,
    options?: { signal?: AbortSignal; onProgress?: (tokens: number) => void },
  ): Promise<Completion[][]>
}

/**
 * One sequence to learn from. Index t of each array belongs to token t, predicted from the tokens before it;
 * `weights[0]` must be 0. Losses are plain sums of per-token terms: every normalisation is in the weights.
 */
export interface Datum {
  readonly tokens: TokenIds // [T]
  /** cross_entropy: the token's weight (>= 0). Others: its advantage times the normaliser (any sign). [T] */
  readonly weights: Float32Array
  /** Log-probabilities under the policy that the ratio is taken against; not read by cross_entropy. [T] */
  readonly logprobs?: Float32Array
}

/**
 * With p the current log-probability, q `datum.logprobs`, w the weight, r = exp(p - q), summed over tokens with w != 0:
 * - cross_entropy        -w p
 * - importance_sampling  -w r
 * - ppo                  -min(w r, w clip(r, 1 - clipLow, 1 + clipHigh))
 * - cispo                -w stop_gradient(clip(r, 1 - clipLow, 1 + clipHigh)) p
 */
export type Loss =
  | { readonly type: 'cross_entropy' }
  | { readonly type: 'importance_sampling' }
  | { readonly type: 'ppo'; readonly clipLow: number; readonly clipHigh: number }
  | { readonly type: 'cispo'; readonly clipLow: number; readonly clipHigh: number }

export interface ForwardResult {
  /** Per datum [T]: ln p of each token with weight != 0 at temperature 1, elsewhere 0. */
  readonly logprobs: Float32Array[]
}

export interface ForwardBackwardResult extends ForwardResult {
  /** The summed loss. */
  readonly loss: number
  /** Sums over tokens with weight != 0, to be divided by `tokens`. */
  readonly metrics: {
    readonly tokens: number
    /** Tokens whose ratio was clipped so that they carried no gradient (ppo) or a clipped one (cispo). */
    readonly clipped: number
    /** Sum of (r - 1) - (p - q), the k3 estimate of KL(q || p); 0 for cross_entropy. */
    readonly kl: number
    /**
     * Sum of the policy's full entropy in nats at the predicted positions; an engine that sees only the tokens' own
     * log-probabilities gives the sum of -p, its estimate.
     */
    readonly entropy: number
  }
}

export interface AdamParams {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Decoupled (AdamW). */
  readonly weightDecay: number
  /** Clip of the global gradient norm; 0 is off. */
  readonly gradClip: number
}

export interface OptimStepResult {
  /** Global L2 norm before the clip; NaN where the engine is not told. */
  readonly gradNorm: number
  readonly step: number
}

export interface EngineCapabilities {
  readonly name: string
  readonly contextTokens: number
  readonly vocabulary: number
  /** Of the whole model; null where it is not known. */
  readonly parameters: number | null
  readonly losses: readonly Loss['type'][]
  /** The same calls give the same bits. */
  readonly deterministic: boolean
  /** Whether a sampler keeps its weights while training goes on, or may be used only until the next optimStep. */
  readonly snapshots: 'kept' | 'until-next-step'
  /** Rollouts may be drawn while the policy trains. */
  readonly samplesWhileTraining: boolean
  /** forwardBackward and optimStep may be called before the calls ahead of them have answered: they take effect in order. */
  readonly queuesCalls: boolean
  /** Settings of AdamParams that do not reach the optimizer: the server's own hold instead. */
  readonly ignoredAdam: readonly (keyof AdamParams)[]
  /** What to know before a run starts, a sentence each. */
  readonly notes: readonly string[]
}

/**
 * The Tinker API's verbs, so that one loop runs on a laptop and on a cluster. Engines know nothing of roles.
 * All throw SpiceError ('engine' or 'model').
 */
export interface Engine {
  readonly tokenizer: Tokenizer
  readonly capabilities: EngineCapabilities
  /** A snapshot of the current weights; later steps do not change it. */
  sampler(): Promise<Sampler>
  /** Adds the batch's gradients to those waiting for the next optimStep. */
  forwardBackward(batch: readonly Datum[], loss: Loss): Promise<ForwardBackwardResult>
  forward(batch: readonly Datum[]): Promise<ForwardResult>
  /** Applies and clears the gradients. */
  optimStep(params: AdamParams): Promise<OptimStepResult>
  /** Writes weights and optimizer state into `directory` (created; must be empty): all that `load` needs. */
  save(directory: string): Promise<void>
  /** Restores what `save` wrote, exactly. */
  load(directory: string): Promise<void>
  /** Writes a Hugging Face model folder (config.json, model.safetensors, tokenizer files). */
  exportWeights(directory: string): Promise<void>
  close(): Promise<void>
}
