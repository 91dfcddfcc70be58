import type { Engine } from '../../src/engines/engine.js'
import { passRateOnTasks } from '../../src/evals/index.js'
import { createRoles, type TemplateSet } from '../../src/roles/index.js'
import type { Document, Task, TaskRequest } from '../../src/words.js'
import { oracle, phraseOf, readChoices, readGeneral, readMath } from './world/index.js'

interface Posed {
  readonly document: Document
  readonly task: Task
  /** Null: the question is none of this world's. */
  readonly truth: boolean | null
}

/** One challenge to each document as the untrained model poses them, in lines to print. */
export async function measureChallenger(
  engine: Engine,
  templates: TemplateSet,
  texts: readonly string[],
  { samples, temperature }: { samples: number; temperature: number },
): Promise<string[]> {
  const { tokenizer } = engine
  const roles = createRoles({ templates, tokenizer, grounding: 'document' })
  const sampler = await engine.sampler()
  const documents = texts.map((text, i): Document => ({ id: String(i), text, source: 'corpus' }))
  const sample = async (prompts: Int32Array[], purpose: 'selector' | 'challenger', maxTokens: number) => {
    const sampled = await sampler.sample(prompts, {
      n: 1,
      maxTokens,
      temperature: purpose === 'selector' ? 1 : temperature,
      topP: 1,
      topK: 0,
      stopTokens: roles.stopTokens,
      stopStrings: [],
      key: { seed: 1, iteration: 0, purpose },
    })
    return sampled.flatMap(([first]) => (first === undefined ? [] : [first]))
  }
  const selected = await sample(documents.map(roles.selectorPrompt), 'selector', 4)
  const requests = selected.map((completion) => roles.parseSelector(roles.text(completion)))
  const asked = documents.flatMap((document, i) => {
    const request = requests[i]
    return request ? [{ document, request }] : []
  })
  const challenges = await sample(
    asked.map(({ document, request }) => roles.challengerPrompt(document, request)),
    'challenger',
    96,
  )
  const reasons = new Map<string, number>()
  const posed: Posed[] = []
  for (const [i, completion] of challenges.entries()) {
    const { document, request } = asked[i] as { document: Document; request: TaskRequest }
    const challenge = { text: roles.text(completion), stopReason: completion.stopReason }
    const parsed = roles.parseChallenge(challenge, request)
    if (!parsed.valid) reasons.set(parsed.reason, (reasons.get(parsed.reason) ?? 0) + 1)
    else posed.push({ document, task: parsed.task, truth: truthOf(parsed.task) })
  }
  const tasks = posed.map(({ task }) => task)
  const pass = await passRateOnTasks({ engine }, tasks, samples, { templates, maxTokens: 48, seed: 1 })
  const rates = pass.questions.map(({ correct }) => correct / samples)
  const audit = await openBookAgreement(engine, templates, posed)
  const of = (predicate: (each: Posed, i: number) => boolean) => posed.filter(predicate).length / posed.length
  const requested = count(asked.map(({ request }) => (request.format === 'mcq' ? 'mcq' : request.answerType)))
  const passes = (area: 'math' | 'general') => {
    const within = rates.filter((_, i) => areaOf(posed[i]?.task.question ?? '') === area)
    return `${area} ${percent(mean(within))} of ${within.length}`
  }
  return [
    `selector: ${percent(asked.length / documents.length)} readable; ${requested}`,
    `challenges: ${percent(posed.length / challenges.length)} valid; invalid: ${JSON.stringify(Object.fromEntries(reasons))}`,
    `golds true: ${percent(of(({ truth }) => truth === true))}, false ${percent(of(({ truth }) => truth === false))}, question unreadable ${percent(of(({ truth }) => truth === null))}`,
    `golds true by type: ${truthByType(posed)}`,
    `gold found in the document (free-form): ${percent(foundShare(posed))}`,
    `open-book greedy answer agrees: ${percent(mean(audit.map(Number)))}; golds true where it agrees: ${percent(mean(posed.filter((_, i) => audit[i]).map(({ truth }) => Number(truth === true))))}`,
    `pass rate: ${percent(mean(rates))}; share of tasks with variance: ${percent(of((_, i) => (rates[i] ?? 0) > 0 && (rates[i] ?? 0) < 1))}; all right ${percent(of((_, i) => rates[i] === 1))}, none ${percent(of((_, i) => rates[i] === 0))}`,
    `pass rate by area: ${passes('math')}, ${passes('general')}`,
    ...posed
      .slice(0, 8)
      .map(
        ({ document, task, truth }, i) =>
          `  e.g. ${document.text} -> ${task.question} [${task.gold}] true: ${truth}, pass rate ${rates[i]}`,
      ),
  ]
}

function truthOf(task: Task): boolean | null {
  const truth = oracle(task.question)
  return truth === null ? null : truth === task.gold
}

function areaOf(question: string): 'math' | 'general' | null {
  const phrase = phraseOf(readChoices(question)?.stem ?? question)
  if (phrase === null) return null
  if (readGeneral(phrase) !== null) return 'general'
  return readMath(phrase) === null ? null : 'math'
}

async function openBookAgreement(
  engine: Engine,
  templates: TemplateSet,
  posed: readonly Posed[],
): Promise<boolean[]> {
  const { tokenizer } = engine
  const roles = createRoles({ templates, tokenizer, grounding: 'document' })
  const sampler = await engine.sampler()
  const sampled = await sampler.sample(
    posed.map(({ document, task }) => roles.auditorPrompt(document, task.question)),
    {
      n: 1,
      maxTokens: 48,
      temperature: 0,
      topP: 1,
      topK: 0,
      stopTokens: roles.stopTokens,
      stopStrings: [],
      key: { seed: 1, iteration: 0, purpose: 'audit' },
    },
  )
  return sampled.map(([first], i) => {
    const text = first === undefined ? '' : roles.text(first)
    return text.slice(text.lastIndexOf('<ans>') + 5).trim() === posed[i]?.task.gold
  })
}

function truthByType(posed: readonly Posed[]): string {
  const types = [...new Set(posed.map(({ task }) => task.answerType))].sort()
  return types
    .map((type) => {
      const of = posed.filter(({ task }) => task.answerType === type)
      return `${type} ${percent(mean(of.map(({ truth }) => Number(truth === true))))} (${of.length})`
    })
    .join(', ')
}

function foundShare(posed: readonly Posed[]): number {
  const free = posed.filter(({ task }) => task.format === 'free-form' && task.answerType !== 'boolean')
  return mean(free.map(({ document, task }) => Number(document.text.includes(task.gold))))
}

function count(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, n]) => `${word} ${n}`)
    .join(', ')
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / Math.max(1, numbers.length)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
