import type { AdamParams, EngineCapabilities, Loss } from '../engine.js'

/** Kinds of server that speak the Tinker API; what differs between them is data (`targetTraits`). */
export const TINKER_TARGETS = ['hosted', 'skyrl-jax', 'skyrl-train'] as const
export type TinkerTarget = (typeof TINKER_TARGETS)[number]

export interface TargetTraits {
  /** For people. */
  readonly title: string
  /**
   * How the server adds up token losses l with weights w: `sum` over everything, or `mean-of-means`, the mean over the
   * step's datums of sum(w l) / sum(w).
   */
  readonly reduction: 'sum' | 'mean-of-means'
  /** Losses with advantages also carry `weights`, 1 on trained tokens and 0 elsewhere; other servers may refuse them. */
  readonly maskWeights: boolean
  readonly losses: readonly Loss['type'][]
  readonly ignoredAdam: readonly (keyof AdamParams)[]
  readonly snapshots: EngineCapabilities['snapshots']
  readonly samplesWhileTraining: boolean
  /** Training calls are submitted without waiting for the results of those before. */
  readonly queuesCalls: boolean
  /** How many forwardBackward an optimStep may have: one, where a datum's share depends on how many there are. */
  readonly passesPerStep: 'any' | 'one'
  /** Completions are a function of the seed. */
  readonly seeds: boolean
  /** The base model can be sampled from: what a fresh adapter is, and unlike snapshots it never goes away. */
  readonly samplesBaseModel: boolean
  /** With temperature 0; servers have been seen to take that alone for 1. */
  readonly greedyTopK: number
  readonly fullFineTuning: boolean
  /** optimStep tells the gradient's norm. */
  readonly reportsGradNorm: boolean
  /** Gradients that wait for a step stay in the server's slot when their model goes, and reach the slot's next model. */
  readonly gradientsOutliveModels: boolean
  /** A sample of an older snapshot that arrives after one of a newer brings its weights back, and training goes on from them. */
  readonly straySamplesRollBack: boolean
  /** Checkpoints can be given a time to live. */
  readonly expiringCheckpoints: boolean
  readonly notes: readonly string[]
}

const ONE_SLOT =
  'A sampler serves the newest weights only: it may be used until the next optimizer step, and rollouts wait for training.'

const TRAITS: Readonly<Record<TinkerTarget, TargetTraits>> = {
  hosted: {
    title: 'the hosted Tinker service',
    reduction: 'sum',
    maskWeights: false,
    losses: ['cross_entropy', 'importance_sampling', 'ppo', 'cispo'],
    ignoredAdam: [],
    snapshots: 'kept',
    samplesWhileTraining: true,
    queuesCalls: true,
    passesPerStep: 'any',
    seeds: false,
    samplesBaseModel: true,
    greedyTopK: 1,
    fullFineTuning: false,
    reportsGradNorm: false,
    gradientsOutliveModels: false,
    straySamplesRollBack: false,
    expiringCheckpoints: true,
    notes: [
      'The service trains LoRA adapters; base weights never change.',
      'Sampling takes no seed: a run resumed or repeated draws other completions.',
      'The gradient norm is not reported.',
      'Whether log-probabilities of samples include the temperature is not documented: at other temperatures than 1, have them recomputed (loss.oldLogprobs: trainer).',
    ],
  },
  'skyrl-jax': {
    title: "SkyRL's JAX backend",
    reduction: 'mean-of-means',
    maskWeights: true,
    losses: ['cross_entropy', 'importance_sampling', 'ppo', 'cispo'],
    ignoredAdam: ['gradClip'],
    snapshots: 'until-next-step',
    samplesWhileTraining: false,
    queuesCalls: false,
    passesPerStep: 'one',
    seeds: true,
    samplesBaseModel: true,
    greedyTopK: -1,
    fullFineTuning: false,
    reportsGradNorm: true,
    gradientsOutliveModels: true,
    straySamplesRollBack: true,
    expiringCheckpoints: false,
    notes: [
      ONE_SLOT,
      'An optimizer step with weight decay also decays the adapters of other models on the same server (SkyRL 0.3): keep optimizer.weightDecay at 0 where several train.',
      "The server averages losses; advantages are scaled so that gradients are the plain sums that SPICE's normalisation asks for.",
      'The server trains LoRA adapters with alpha 32, whatever the rank, and no adapter on the output layer.',
    ],
  },
  'skyrl-train': {
    title: "SkyRL's FSDP or Megatron backend",
    reduction: 'sum',
    maskWeights: true,
    losses: ['cross_entropy', 'importance_sampling', 'ppo'],
    ignoredAdam: ['beta1', 'beta2', 'epsilon', 'weightDecay', 'gradClip'],
    snapshots: 'until-next-step',
    samplesWhileTraining: false,
    queuesCalls: false,
    passesPerStep: 'any',
    seeds: true,
    samplesBaseModel: false,
    greedyTopK: -1,
    fullFineTuning: true,
    reportsGradNorm: true,
    gradientsOutliveModels: false,
    straySamplesRollBack: false,
    expiringCheckpoints: false,
    notes: [
      ONE_SLOT,
      "Of the optimizer's settings only the learning rate reaches the server; betas, epsilon, weight decay (0.01) and the gradient clip (1.0) are those of its own configuration.",
      'The loss cispo is not offered: the server does not take its clip range.',
      'The first weights cannot be sampled from once training began, so no role can keep the initial policy.',
    ],
  },
}

export function targetTraits(target: TinkerTarget): TargetTraits {
  return TRAITS[target]
}
