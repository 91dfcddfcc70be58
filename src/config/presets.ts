import type { ConfigInput } from './schema.js'

/** The bundled seed model and corpus: minutes on two cores. Grounding checks on (a tiny model's golds need them). */
const quickstart: ConfigInput = {
  iterations: 100,
  model: 'bundled',
  corpus: { paths: 'bundled', maxDocumentTokens: 160 },
  templates: 'compact',
  documentsPerIteration: 24,
  challengesPerDocument: 8,
  answersPerTask: 8,
  maxAttemptsPerDocument: 32,
  maxSelectorTokens: 2,
  maxChallengeTokens: 64,
  maxAnswerTokens: 48,
  sampling: { temperature: 1, topP: 1, topK: 0 },
  formats: 'selector',
  shareAnswers: true,
  challenger: { policy: 'learning', reward: 'variance', invalidReward: -0.1 },
  advantage: 'dr-grpo',
  validity: {
    answerInDocument: true,
    questionGrounded: true,
    answerLeaked: true,
    openBookAudit: true,
  },
  optimizer: {
    learningRate: 1e-4,
    schedule: 'linear',
    finalFraction: 0.1,
    beta1: 0.9,
    beta2: 0.97,
    weightDecay: 0,
    gradClip: 1,
  },
  trajectoriesPerOptimizerStep: 384,
  loss: { type: 'ppo', oldLogprobs: 'sampler' },
  // As the policy plays: sampled at temperature 1, several answers a question.
  evaluation: { everyIterations: 25, sets: ['bundled'], samples: 4, temperature: 1, maxTokens: 48 },
  checkpoint: { everyIterations: 1, keep: 2 },
}

/** A model of up to about 1B parameters and your own documents, on one ordinary machine. */
const laptop: ConfigInput = {
  iterations: 40,
  corpus: { maxDocumentTokens: 512 },
  templates: 'paper',
  documentsPerIteration: 4,
  maxAttemptsPerDocument: 32,
  maxSelectorTokens: 128,
  maxChallengeTokens: 768,
  maxAnswerTokens: 384,
  trajectoriesPerOptimizerStep: 64,
  evaluation: { sets: [], maxTokens: 384 },
  checkpoint: { everyIterations: 5, keep: 2 },
}

/** Every value of the paper and, where it is silent, of the trainer it builds on (method notes, section 4). */
const paper: ConfigInput = {
  iterations: 640,
  corpus: { maxDocumentTokens: 5992 },
  grounding: 'document',
  gold: 'challenger',
  templates: 'paper',
  documentsPerIteration: 128,
  challengesPerDocument: 8,
  answersPerTask: 8,
  maxAttemptsPerDocument: 1024,
  attemptChunk: 8,
  maxChallengeTokens: 4096,
  maxAnswerTokens: 4096,
  sampling: { temperature: 1, topP: 1, topK: 0 },
  formats: 'selector',
  challenger: { policy: 'learning', reward: 'variance', invalidReward: -0.1, duplicatePenalty: 0 },
  reasoner: { policy: 'learning' },
  advantage: 'dr-grpo',
  validity: {
    answerInDocument: false,
    questionGrounded: false,
    answerLeaked: false,
    duplicateOfRun: false,
    refersToText: false,
    contaminated: false,
    openBookAudit: false,
    // Another 10M prompt tokens an iteration, for a number that the paper does not have.
    measureAudit: false,
  },
  optimizer: {
    learningRate: 1e-6,
    schedule: 'constant',
    finalFraction: 1,
    beta1: 0.9,
    beta2: 0.95,
    weightDecay: 0,
    gradClip: 1,
  },
  trajectoriesPerOptimizerStep: 128,
  epochs: 1,
  loss: { type: 'ppo', clipLow: 0.2, clipHigh: 0.2, oldLogprobs: 'trainer', importanceCap: 2 },
  normaliserTokens: 4096,
  evaluation: { samples: 1, temperature: 0, maxTokens: 4096 },
}

export const PRESETS = { quickstart, laptop, paper } as const satisfies Record<string, ConfigInput>
export type PresetName = keyof typeof PRESETS
