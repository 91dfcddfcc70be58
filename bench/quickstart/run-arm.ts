import { availableParallelism } from 'node:os'
import { oracle } from '../../assets/seed/world/index.js'
import { bundledCorpusPath, openCorpus } from '../../src/corpus/index.js'
import type { Engine, Sampler } from '../../src/engines/engine.js'
import { openLocalEngine } from '../../src/engines/local/index.js'
import {
  bundledEvalFiles,
  type EvalSet,
  evaluate,
  loadEvalSet,
  passRateOnTasks,
} from '../../src/evals/index.js'
import { type IterationRecord, selfPlay } from '../../src/play/index.js'
import { loadTemplateSet } from '../../src/roles/index.js'
import { bundledModelPath } from '../../src/runs/index.js'
import type { ArmResult, AskedInIteration, Scores, SetScore } from './arm-result.js'
import { type Arm, armConfig, fingerprint } from './arms.js'

/** Answers per task where a pass rate is measured, and per question where sampled accuracy is. */
const SAMPLES = 8
/** Questions of each set on which sampled accuracy is measured. */
export const SAMPLED_QUESTIONS = 200
/** One seed for all measurements, so that all policies are asked with the same random numbers. */
const MEASURING_SEED = 1_000

export interface RunArmOptions {
  readonly arm: Arm
  readonly seed: number
  readonly settings: readonly string[]
  readonly command: string
  readonly onProgress: (line: string) => void
}

/** Plays one arm with one seed from the bundled model, measuring on the way. Deterministic, seconds aside. */
export async function runArm({
  arm,
  seed,
  settings,
  command,
  onProgress,
}: RunArmOptions): Promise<ArmResult> {
  const config = armConfig(arm, seed, settings)
  const start = performance.now()
  const engine = await openLocalEngine({
    model: bundledModelPath(),
    threads: config.engine.threads || availableParallelism(),
    memoryMiB: config.engine.memoryMiB,
  })
  const seedPolicy = await engine.sampler()
  const templates = loadTemplateSet(config.templates)
  const sets = await Promise.all((await bundledEvalFiles()).map((file) => loadEvalSet(file)))
  const documents = await openCorpus({
    paths: [bundledCorpusPath()],
    textField: 'text',
    documentTokens: config.corpus.maxDocumentTokens,
    tokenizer: engine.tokenizer,
  })
  const answering = { templates, maxTokens: config.maxAnswerTokens, seed: MEASURING_SEED }

  const score = async (set: EvalSet): Promise<SetScore> => {
    const greedy = await evaluate({ engine, set, ...answering, samples: 1, temperature: 0 })
    const first = { ...set, questions: set.questions.slice(0, SAMPLED_QUESTIONS) }
    const sampled = await evaluate({ engine, set: first, ...answering, samples: SAMPLES, temperature: 1 })
    return {
      greedy: greedy.accuracy,
      workedShare: greedy.workedShare,
      greedyWorked: greedy.accuracyWorked,
      greedyDirect: greedy.accuracyDirect,
      sampled: sampled.accuracy,
      sampledWorked: sampled.accuracyWorked,
    }
  }
  const measure = async (): Promise<Scores> => {
    const scores: Record<string, SetScore> = {}
    for (const set of sets) scores[set.name] = await score(set)
    return scores
  }

  const curve: { iteration: number; scores: Scores }[] = [{ iteration: 0, scores: await measure() }]
  const asked: AskedInIteration[] = []
  const seedTasks: IterationRecord[] = []
  const lateTasks: IterationRecord[] = []
  const every = config.evaluation.everyIterations || config.iterations
  await selfPlay({
    config,
    engine,
    documents,
    initialPolicy: seedPolicy,
    onIteration: async (record) => {
      const done = record.iteration + 1
      if (record.iteration === 0) seedTasks.push(record)
      if (done > config.iterations - 2) lateTasks.push(record)
      asked.push(askedIn(record))
      if (done % every === 0 || done === config.iterations) {
        const scores = await measure()
        curve.push({ iteration: done, scores })
        onProgress(`${arm} seed ${seed}: ${done} of ${config.iterations}, ${summary(scores)}`)
      }
    },
  })

  const passRate = async (
    answerer: { engine: Engine } | { sampler: Sampler },
    records: IterationRecord[],
  ) => {
    const tasks = tasksOf(records)
    if (tasks.length === 0) return Number.NaN
    const who = 'engine' in answerer ? answerer : { ...answerer, tokenizer: engine.tokenizer }
    return (await passRateOnTasks(who, tasks, SAMPLES, answering)).accuracy
  }
  const result: ArmResult = {
    arm,
    seed,
    iterations: config.iterations,
    command,
    fingerprint: fingerprint(arm, seed, settings),
    weightsHash: engine.weightsHash(),
    seconds: (performance.now() - start) / 1000,
    curve,
    asked,
    directions: {
      seedTasks: tasksOf(seedTasks).length,
      seedReasonerOnSeedTasks: await passRate({ sampler: seedPolicy }, seedTasks),
      trainedReasonerOnSeedTasks: await passRate({ engine }, seedTasks),
      lateTasks: tasksOf(lateTasks).length,
      seedReasonerOnLateTasks: await passRate({ sampler: seedPolicy }, lateTasks),
    },
  }
  await engine.close()
  return result
}

/** The different valid tasks of some iterations. */
function tasksOf(records: readonly IterationRecord[]) {
  const tasks = records.flatMap(({ documents }) =>
    documents.flatMap(({ challenges }) =>
      challenges.flatMap(({ valid, task }) => (valid && task ? [task] : [])),
    ),
  )
  return [...new Map(tasks.map((task) => [task.question, task])).values()]
}

function askedIn(record: IterationRecord): AskedInIteration {
  const { metrics } = record
  const judged = record.documents.flatMap(({ challenges }) =>
    challenges.flatMap(({ valid, task }) => {
      const truth = valid && task ? oracle(task.question) : null
      return truth === null ? [] : [truth === task?.gold.trim()]
    }),
  )
  const mix = Object.entries(metrics).filter(([name]) => name.startsWith('challenger/request/'))
  return {
    iteration: record.iteration,
    validRate: metrics['challenger/valid_rate'] ?? 0,
    wrongKeyRate: judged.length > 0 ? judged.filter((right) => !right).length / judged.length : null,
    passRate: metrics['reasoner/pass_rate'] ?? null,
    duplicateRate: metrics['challenger/duplicate_rate'] ?? null,
    mix: Object.fromEntries(mix.map(([name, share]) => [name.replace('challenger/request/', ''), share])),
    seconds: record.seconds,
  }
}

function summary(scores: Scores): string {
  return Object.entries(scores)
    .map(
      ([set, { greedy, sampled }]) =>
        `${set} ${(100 * greedy).toFixed(1)} % greedy, ${(100 * sampled).toFixed(1)} % sampled`,
    )
    .join(', ')
}
