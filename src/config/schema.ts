import { z } from 'zod'
import { ANSWER_TYPES } from '../words.js'
import { prices } from './prices.js'

/**
 * The one schema of every setting: types, defaults, documentation and JSON schema come from here. Units stand in the
 * names. Defaults are the paper's values where it gives one (method notes, section 4). Unknown keys are refused.
 */

const count = () => z.int().min(1).max(1_000_000_000)
const countOrZero = () => z.int().min(0).max(1_000_000_000)
const share = () => z.number().min(0).max(1)

const POLICIES = ['learning', 'fixed'] as const
export const CHALLENGER_REWARDS = [
  'variance',
  'r-zero',
  'absolute-zero',
  'threshold',
  'prime-rl',
  'spell',
  'ssr',
  'dr-zero',
] as const
export type ChallengerRewardName = (typeof CHALLENGER_REWARDS)[number]

export const ADVANTAGES = ['dr-grpo', 'grpo', 'reinforce-mean', 'rae'] as const
export type AdvantageName = (typeof ADVANTAGES)[number]

const corpusPaths = () => z.array(z.string().min(1)).min(1)
const textField = () => z.string().min(1)

const corpusSource = z.strictObject({
  paths: corpusPaths().describe('Files, folders and globs, or one index folder (`spice corpus build`)'),
  weight: z
    .number()
    .gt(0)
    .max(1e9)
    .default(1)
    .describe("Share of the documents drawn, relative to the others'"),
  textField: textField().optional().describe('As corpus.textField, for this source'),
  name: z.string().min(1).optional().describe('For people; default the paths'),
})

const corpus = z.strictObject({
  paths: z
    .union([z.literal('bundled'), corpusPaths()])
    .default('bundled')
    .describe('`bundled`; files, folders and globs to read documents from; or an index folder'),
  textField: textField()
    .default('text')
    .describe('Field of a row or column of a table that holds the document'),
  sources: z
    .array(corpusSource)
    .min(1)
    .max(10_000)
    .nullable()
    .default(null)
    .describe('A mixture, instead of corpus.paths: two sources of the same weight give half each'),
  epochs: z
    .boolean()
    .default(false)
    .describe('Draw each document once before any comes twice; else each iteration draws from all'),
  maxDocumentTokens: count()
    .default(5992)
    .describe('Longer documents are cut into segments of this many tokens'),
})

const TINKER_TARGETS = ['hosted', 'skyrl-jax', 'skyrl-train'] as const

const engine = z.strictObject({
  type: z
    .enum(['local', 'tinker'])
    .default('local')
    .describe('Where the model runs: in this process, or on a server that speaks the Tinker API'),
  threads: countOrZero().default(0).describe('Processor threads of the local engine; 0 takes all cores'),
  memoryMiB: z
    .int()
    .min(64)
    .max(16_777_216)
    .default(2048)
    .describe('Working memory that a local batch may take'),
  target: z
    .enum(TINKER_TARGETS)
    .default('hosted')
    .describe('Which Tinker server: the hosted service, or SkyRL with its JAX or its FSDP/Megatron backend'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe('Address of the Tinker server; null: TINKER_BASE_URL, else the hosted service'),
  serverModel: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('What the Tinker server calls the base model; null: as `model`'),
  rank: z
    .int()
    .min(0)
    .max(4096)
    .default(32)
    .describe('Rank of the LoRA adapter on a Tinker server; 0 trains all weights'),
  contextTokens: count()
    .nullable()
    .default(null)
    .describe('Context length of the server; null: what the server says, else the model'),
  wire: z
    .enum(['auto', 'protobuf', 'json'])
    .default('auto')
    .describe('How tensors travel to a Tinker server; `auto` asks the server'),
  concurrentSamples: count()
    .default(512)
    .describe('Sampling requests that may wait for a Tinker server at a time'),
  checkpointTtlSeconds: count()
    .nullable()
    .default(null)
    .describe('How long the hosted service keeps what a checkpoint refers to; null: for good'),
  prices: prices.prefault({}).describe('What a server charges, for the estimate before a run starts'),
})

const pipeline = z.strictObject({
  maxStaleness: z
    .int()
    .min(0)
    .max(16)
    .default(0)
    .describe(
      'Updates that rollouts may lag behind: above 0 they are drawn while earlier iterations train, where the engine can; 0 is off',
    ),
})

const sampling = z.strictObject({
  temperature: z.number().gt(0).max(10).default(1).describe('Temperature of the rollouts of both roles'),
  topP: z.number().gt(0).max(1).default(1).describe('Nucleus share of the rollouts; 1 is off'),
  topK: countOrZero().default(0).describe('Keep the k likeliest tokens; 0 is off'),
})

export const endpointSchema = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .describe('Address of a server that speaks the OpenAI API, up to its version: http://localhost:8000/v1'),
  model: z.string().min(1).max(500).describe('What the server calls the model'),
  api: z
    .enum(['auto', 'completions', 'chat'])
    .default('auto')
    .describe(
      'Which API to ask; `auto`: completions where sameTokenizer is on and the server has them, else chat',
    ),
  sameTokenizer: z
    .boolean()
    .default(false)
    .describe('The model shares the tokenizer and chat template of `model`: prompts go as token ids'),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/)
    .default('OPENAI_API_KEY')
    .describe('Environment variable that holds the key; unset: none is sent'),
  concurrency: z.int().min(1).max(4096).default(16).describe('Requests under way at a time'),
  system: z
    .string()
    .max(4000)
    .nullable()
    .default(null)
    .describe('System turn; null: that of the templates; empty: none'),
  templates: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('How its prompts are worded, as `templates`; null: as those of the run'),
})

const judge = endpointSchema
  .pick({ baseUrl: true, model: true, api: true, apiKeyEnv: true, concurrency: true, system: true })
  .extend({ maxTokens: count().default(1024).describe('Generation budget of one judgement') })

const challenger = z.strictObject({
  policy: z
    .enum(POLICIES)
    .default('learning')
    .describe('`fixed`: a frozen snapshot of the initial model poses, only the Reasoner learns'),
  reward: z
    .enum(CHALLENGER_REWARDS)
    .default('variance')
    .describe('What a valid challenge earns from its outcomes'),
  invalidReward: z.number().min(-10).max(10).default(-0.1).describe('What an invalid challenge earns'),
  duplicatePenalty: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe("Times the share of the iteration's questions that are near-duplicates (R-Zero: 1); 0 is off"),
  endpoint: endpointSchema
    .nullable()
    .default(null)
    .describe('A model behind an OpenAI-compatible server poses; needs challenger.policy=fixed'),
})

const reasoner = z.strictObject({
  policy: z
    .enum(POLICIES)
    .default('learning')
    .describe('`fixed`: a frozen snapshot of the initial model answers'),
})

const check = (what: string) =>
  z.boolean().default(false).describe(`A challenge is invalid ${what}; measured either way`)

const validity = z.strictObject({
  answerInDocument: check('unless the gold answer occurs in the document'),
  questionGrounded: check("unless the question's content words and the answer lie within adjacent sentences"),
  answerLeaked: check('if the question already contains the gold answer'),
  duplicateOfRun: check('if it nearly repeats an earlier question of the run'),
  refersToText: check('if the question refers to "the text"'),
  contaminated: z
    .boolean()
    .default(false)
    .describe(
      'A challenge is invalid if its question stands in an evaluation set; measured only where it is on',
    ),
  contaminationIndexes: z
    .array(z.string().min(1))
    .max(1000)
    .default(['public'])
    .describe(
      "What validity.contaminated looks in besides the run's own evaluation sets: `public` (ships with the package) or index files",
    ),
  openBookAudit: z
    .boolean()
    .default(false)
    .describe(
      'A challenge is invalid unless a Reasoner that sees the document finds the gold answer (greedy)',
    ),
  measureAudit: z
    .boolean()
    .default(true)
    .describe(
      'Where openBookAudit is off, ask it of what is answered, for challenger/wrong_key_rate: one greedy answer each',
    ),
  auditEndpoint: endpointSchema
    .nullable()
    .default(null)
    .describe('A model behind an OpenAI-compatible server audits, in place of the Reasoner'),
})

const optimizer = z.strictObject({
  learningRate: z.number().gt(0).max(1).default(1e-6).describe('Peak learning rate of AdamW'),
  schedule: z
    .enum(['constant', 'linear'])
    .default('constant')
    .describe('`linear` decays over the iterations'),
  finalFraction: share()
    .default(1)
    .describe('Learning rate of the last iteration as a share of the peak (linear)'),
  beta1: share().default(0.9).describe('Decay of the first moment'),
  beta2: share().default(0.95).describe('Decay of the second moment'),
  epsilon: z.number().gt(0).max(1).default(1e-8).describe('Added to the root of the second moment'),
  weightDecay: z.number().min(0).max(1).default(0).describe('Decoupled weight decay'),
  gradClip: z.number().min(0).default(1).describe('Clip of the global gradient norm; 0 is off'),
})

const loss = z.strictObject({
  type: z
    .enum(['ppo', 'importance_sampling', 'cispo'])
    .default('ppo')
    .describe('Policy-gradient loss; all agree on the first optimizer step of an iteration'),
  clipLow: share().default(0.2).describe('Ratios below 1 minus this are clipped'),
  clipHigh: z.number().min(0).max(100).default(0.2).describe('Ratios above 1 plus this are clipped'),
  oldLogprobs: z
    .enum(['trainer', 'sampler'])
    .default('trainer')
    .describe('`trainer` recomputes them before the first step; `sampler` trusts those of the rollout'),
  importanceCap: z
    .number()
    .min(1)
    .default(2)
    .describe('Cap of the trainer/sampler probability ratio that corrects their mismatch (trainer only)'),
})

const evaluation = z.strictObject({
  everyIterations: countOrZero().default(0).describe('0: before the first and after the last iteration only'),
  sets: z
    .array(z.string().min(1))
    .default(['bundled'])
    .describe('`bundled`, or files of questions; [] is off'),
  samples: z.int().min(1).max(4096).default(1).describe('Answers per question'),
  temperature: z.number().min(0).max(10).default(0).describe('0 is greedy'),
  maxTokens: count().default(4096).describe('Generation budget of one answer'),
  maxQuestionsPerSet: countOrZero()
    .default(0)
    .describe('Take only the first questions of each set; 0 takes all'),
  judge: judge
    .nullable()
    .default(null)
    .describe(
      'A model that is asked about answers the verifier did not match; its word is reported beside accuracy',
    ),
})

const checkpoint = z.strictObject({
  everyIterations: count()
    .default(10)
    .describe(
      'Iterations between checkpoints; one is always written at the end. A crash plays again what came after the last: 1 for small models, more where writing takes long',
    ),
  keep: count().default(2).describe('Latest checkpoints that are kept'),
})

export const configSchema = z.strictObject({
  seed: z.int().min(0).max(0xffffffff).default(0).describe('Every random number follows from it'),
  iterations: count()
    .default(640)
    .describe('Rounds of documents, posing, answering and one policy update (T)'),
  model: z
    .string()
    .min(1)
    .default('bundled')
    .describe('`bundled`, a model folder in Hugging Face format, or the name of a model on the hub'),
  corpus: corpus.prefault({}).describe('Where the documents come from'),
  grounding: z
    .enum(['document', 'none'])
    .default('document')
    .describe('`none` is the no-corpus control: the Challenger sees no document'),
  gold: z
    .enum(['challenger', 'majority'])
    .default('challenger')
    .describe("Whose answer counts as right: the Challenger's, or the majority of the Reasoner's (R-Zero)"),
  engine: engine.prefault({}).describe('What computes'),
  templates: z
    .string()
    .min(1)
    .default('paper')
    .describe('`paper`, `paper-plain` (never a chat template), `compact`, or a template file'),
  documentsPerIteration: count().default(128).describe('Documents drawn for an iteration (B)'),
  challengesPerDocument: count().default(8).describe('Group size of the Challenger (G)'),
  answersPerTask: count().default(8).describe('Group size of the Reasoner (K)'),
  maxAttemptsPerDocument: count().default(1024).describe('Attempts until one is valid (N)'),
  attemptChunk: count()
    .nullable()
    .default(null)
    .describe('Attempts drawn at a time; null: challengesPerDocument'),
  maxSelectorTokens: count().default(512).describe('Generation budget of the format selector'),
  maxChallengeTokens: count().default(4096).describe('Generation budget of a challenge'),
  maxAnswerTokens: count().default(4096).describe('Generation budget of an answer'),
  sampling: sampling.prefault({}).describe('How rollouts are drawn'),
  formats: z
    .enum(['selector', 'mcq', 'free-form', 'both'])
    .default('selector')
    .describe('Who chooses the format: the selector call, always one, or a seeded coin (`both`)'),
  answerTypes: z
    .array(z.enum(ANSWER_TYPES))
    .min(1)
    .default([...ANSWER_TYPES])
    .describe('Free-form answer types that may be asked for'),
  shareAnswers: z
    .boolean()
    .default(false)
    .describe('Tasks of an iteration with the same question share one set of answers'),
  challenger: challenger.prefault({}).describe('The role that poses'),
  reasoner: reasoner.prefault({}).describe('The role that answers'),
  advantage: z.enum(ADVANTAGES).default('dr-grpo').describe('How rewards of a group become advantages'),
  validity: validity.prefault({}).describe('Checks beyond the paper'),
  optimizer: optimizer.prefault({}).describe('AdamW'),
  trajectoriesPerOptimizerStep: count().default(128).describe('Trajectories whose gradients make one step'),
  epochs: z.int().min(1).max(100).default(1).describe("Passes over an iteration's trajectories"),
  loss: loss.prefault({}).describe('The policy-gradient loss'),
  normaliserTokens: count()
    .nullable()
    .default(null)
    .describe(
      "Dr. GRPO's constant divisor of a sequence's loss; null: the larger generation budget of the two roles",
    ),
  evaluation: evaluation.prefault({}).describe('Measuring on held-out questions'),
  checkpoint: checkpoint.prefault({}).describe('What a resume starts from'),
  pipeline: pipeline.prefault({}).describe('Sampling and training at the same time'),
})

/** All settings, complete. */
export type Config = z.output<typeof configSchema>
/** What a file, preset or flag may state: any part of the tree. */
export type ConfigInput = z.input<typeof configSchema>
export type ValidityConfig = Config['validity']
export type LossConfig = Config['loss']
export type EndpointConfig = z.output<typeof endpointSchema>
