import type { Engine } from '../../src/engines/engine.js'
import { randomStream } from '../../src/random/index.js'
import { drawExercise, type Exercise } from './exercises.js'
import { workedStyle } from './world/index.js'

export interface HeldOutResult {
  readonly area: 'math' | 'general'
  readonly questions: number
  readonly accuracy: number
  /** Share of answers that show work. */
  readonly worked: number
}

/** The text after the last `<ans>`, or null. */
export function finalAnswer(text: string): string | null {
  const at = text.lastIndexOf('<ans>')
  return at < 0
    ? null
    : text
        .slice(at + '<ans>'.length)
        .replace('<eos>', '')
        .trim()
}

/** Greedy answers to the exercises, special tokens kept. */
export async function greedyAnswers(
  engine: Engine,
  exercises: readonly Pick<Exercise, 'question'>[],
): Promise<string[]> {
  const prompts = exercises.map(({ question }) => engine.tokenizer.encode(`<q> ${question}<a>`))
  const sampler = await engine.sampler()
  const completions = await sampler.sample(prompts, {
    n: 1,
    maxTokens: 48,
    temperature: 0,
    topP: 1,
    topK: 0,
    stopTokens: engine.tokenizer.eosTokens,
    stopStrings: [],
    key: { seed: 0, iteration: 0, purpose: 'evaluation' },
  })
  return completions.map(([first]) => engine.tokenizer.decode(first?.tokens ?? []))
}

/** A quick look at questions of the corpus split: the evaluation split stays unseen until the end. */
export async function quickHeldOut(engine: Engine, count: number): Promise<HeldOutResult[]> {
  const results: HeldOutResult[] = []
  for (const area of ['math', 'general'] as const) {
    const rng = randomStream({ seed: 0, iteration: 0, purpose: 'evaluation', index: area === 'math' ? 0 : 1 })
    const exercises = Array.from({ length: count }, () => drawExercise(rng, area, 'corpus'))
    const texts = await greedyAnswers(engine, exercises)
    const right = texts.filter((text, i) => finalAnswer(text) === exercises[i]?.gold).length
    results.push({
      area,
      questions: count,
      accuracy: right / count,
      worked: texts.filter(workedStyle).length / count,
    })
  }
  return results
}
