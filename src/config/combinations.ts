import { SpiceError } from '../errors.js'
import type { Config } from './schema.js'

interface Rule {
  readonly broken: (config: Config) => boolean
  readonly says: (config: Config) => string
  readonly hint: string
}

const CENTRED = ['dr-grpo', 'grpo', 'reinforce-mean']

/** Combinations that parse but can't mean anything. */
const RULES: readonly Rule[] = [
  {
    broken: ({ challenger, reasoner }) => challenger.policy === 'fixed' && reasoner.policy === 'fixed',
    says: () => 'challenger.policy, reasoner.policy: both are "fixed", so nothing would learn',
    hint: 'Set one of them to learning.',
  },
  {
    broken: ({ challenger }) => challenger.endpoint !== null && challenger.policy !== 'fixed',
    says: ({ challenger }) =>
      `challenger.endpoint: what ${challenger.endpoint?.model} poses can't be learnt from, but challenger.policy is "learning"`,
    hint: 'Set challenger.policy=fixed.',
  },
  {
    broken: ({ grounding, validity: v }) => grounding === 'none' && v.auditEndpoint !== null,
    says: () => 'grounding: "none" leaves no document for validity.auditEndpoint to read',
    hint: 'Set validity.auditEndpoint to null for the no-corpus control.',
  },
  {
    broken: ({ validity: v }) => v.auditEndpoint !== null && !v.openBookAudit && !v.measureAudit,
    says: ({ validity: v }) =>
      `validity.auditEndpoint: ${v.auditEndpoint?.model} would never be asked, for openBookAudit and measureAudit are off`,
    hint: 'Set validity.measureAudit=true to measure with it, or validity.openBookAudit=true to refuse by it.',
  },
  {
    broken: ({ maxAttemptsPerDocument: n, challengesPerDocument: g }) => n < g,
    says: ({ maxAttemptsPerDocument: n, challengesPerDocument: g }) =>
      `maxAttemptsPerDocument: ${n} attempts can't fill a group of challengesPerDocument = ${g}`,
    hint: 'Allow at least challengesPerDocument attempts.',
  },
  {
    broken: ({ attemptChunk: chunk, challengesPerDocument: g, maxAttemptsPerDocument: n }) =>
      chunk !== null && (chunk < g || chunk > n),
    says: ({ attemptChunk, challengesPerDocument: g, maxAttemptsPerDocument: n }) =>
      `attemptChunk: ${attemptChunk} is not between challengesPerDocument = ${g} and maxAttemptsPerDocument = ${n}`,
    hint: 'Set it to null to draw challengesPerDocument attempts at a time.',
  },
  {
    broken: ({ advantage, challenger, challengesPerDocument: g }) =>
      CENTRED.includes(advantage) && challenger.policy === 'learning' && g < 2,
    says: ({ advantage }) =>
      `challengesPerDocument: a group of 1 has no baseline, so ${advantage} gives it no gradient`,
    hint: 'Use at least 2, advantage rae, or challenger.policy fixed.',
  },
  {
    broken: ({ advantage, reasoner, answersPerTask: k }) =>
      CENTRED.includes(advantage) && reasoner.policy === 'learning' && k < 2,
    says: ({ advantage }) =>
      `answersPerTask: a group of 1 has no baseline, so ${advantage} gives it no gradient`,
    hint: 'Use at least 2, advantage rae, or reasoner.policy fixed.',
  },
  {
    broken: ({ corpus }) => corpus.sources !== null && corpus.paths !== 'bundled',
    says: () => 'corpus.sources, corpus.paths: both say where the documents come from',
    hint: 'Move the paths into a source of their own.',
  },
  {
    broken: ({ gold, answersPerTask: k }) => gold === 'majority' && k < 3,
    says: ({ answersPerTask: k }) => `gold: a majority of answersPerTask = ${k} is no vote`,
    hint: 'Use at least 3 answers per task, or gold: challenger.',
  },
  {
    broken: ({ grounding, validity: v }) =>
      grounding === 'none' && (v.answerInDocument || v.questionGrounded || v.openBookAudit),
    says: () =>
      'grounding: "none" leaves no document for validity.answerInDocument, questionGrounded or openBookAudit',
    hint: 'Switch these three checks off for the no-corpus control.',
  },
  {
    broken: ({ gold, validity: v }) => gold === 'majority' && v.openBookAudit,
    says: () => 'gold: "majority" replaces the answer that validity.openBookAudit would have checked',
    hint: 'Switch the audit off, or use gold: challenger.',
  },
  {
    broken: (c) =>
      c.documentsPerIteration *
        Math.max(c.maxAttemptsPerDocument, c.challengesPerDocument * c.answersPerTask) >
      0xffffffff,
    says: ({ documentsPerIteration: documents }) =>
      `documentsPerIteration: ${documents} documents, with their attempts and answers, are more generations than random streams`,
    hint: 'Keep documents times attempts, and times challenges times answers, below 2^32.',
  },
  {
    broken: ({ engine: e }) => e.baseUrl !== null && /\/\/[^/?#]*@/.test(e.baseUrl),
    says: () => 'engine.baseUrl: has a user or a password, which would be kept with the run',
    hint: 'Give the address alone, and the key as TINKER_API_KEY.',
  },
  {
    broken: ({ engine: e }) => e.type === 'tinker' && e.rank === 0 && e.target !== 'skyrl-train',
    says: ({ engine: e }) => `engine.rank: 0 trains all weights, which ${e.target} does not`,
    hint: 'Use a rank of at least 1, or engine.target=skyrl-train.',
  },
  {
    broken: ({ engine: e, challenger, reasoner }) =>
      e.type === 'tinker' &&
      e.target === 'skyrl-train' &&
      ((challenger.policy === 'fixed' && challenger.endpoint === null) || reasoner.policy === 'fixed'),
    says: ({ challenger }) =>
      `${challenger.policy === 'fixed' ? 'challenger' : 'reasoner'}.policy: "fixed" needs the model as it was, and skyrl-train samples from the newest weights only`,
    hint: 'Let both roles learn, serve the fixed model apart as challenger.endpoint, or use another engine.target.',
  },
  {
    broken: ({ engine: e, loss }) =>
      e.type === 'tinker' && e.target === 'skyrl-train' && loss.type === 'cispo',
    says: () => 'loss.type: cispo has a clip range, which skyrl-train does not take',
    hint: 'Use loss.type=ppo or importance_sampling, or another engine.target.',
  },
  {
    broken: ({ optimizer: o }) => o.schedule === 'constant' && o.finalFraction !== 1,
    says: ({ optimizer: o }) =>
      `optimizer.finalFraction: ${o.finalFraction} has no effect on a constant schedule`,
    hint: 'Set optimizer.schedule=linear, or finalFraction to 1.',
  },
]

/** Throws SpiceError ('config') on the first rule that `config` breaks. */
export function checkCombinations(config: Config): void {
  for (const rule of RULES)
    if (rule.broken(config)) throw new SpiceError('config', rule.says(config), { hint: rule.hint })
}
