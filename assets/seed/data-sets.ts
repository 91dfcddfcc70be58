import { randomStream } from '../../src/random/index.js'
import type { GoldType } from '../../src/words.js'
import { asChoice, asFreeForm, drawExercise, type Exercise, LEVEL_SHARES } from './exercises.js'
import { pick, weighted } from './world/draw.js'
import { drawGeneralDocument, drawMathDocument, readMath, type WorldDocument } from './world/index.js'

/** One line of an evaluation file. */
export interface EvaluationItem {
  /** Names area, kind and level. */
  readonly id: string
  /** What the Reasoner sees, options included. */
  readonly question: string
  /** The options without letters; absent for free-form questions. */
  readonly options?: readonly string[]
  readonly answerType: GoldType
  readonly gold: string
}

const SIZES = { corpus: 3200, math: 600, general: 400, corpusFacts: 400 } as const

/** Of the questions about corpus facts; the rest are about entities. */
const MATH_SHARE_OF_CORPUS_FACTS = 0.3
const CHOICE_SHARE = 0.2

/** True or false can be guessed: no more than this share of a set. */
const BOOLEAN_SHARE = 0.15

function stream(seed: number, index: number) {
  return randomStream({ seed, iteration: 1, purpose: 'world', index })
}

/** The bundled corpus: short documents, half math and half general, no text twice. */
export function drawCorpus(seed: number): WorldDocument[] {
  const rng = stream(seed, 0)
  const documents = new Map<string, WorldDocument>()
  while (documents.size < SIZES.corpus) {
    const document = documents.size % 2 ? drawMathDocument(rng, 'corpus') : drawGeneralDocument(rng, 'corpus')
    documents.set(document.text, document)
  }
  return [...documents.values()]
}

/** Questions of the evaluation split, none twice (options and commuted operands aside). */
export function drawEvaluation(seed: number, area: 'math' | 'general'): EvaluationItem[] {
  const rng = stream(seed, area === 'math' ? 1 : 2)
  const exercises = new Map<string, Exercise>()
  while (exercises.size < SIZES[area]) {
    const level = area === 'math' ? 1 + weighted(rng, LEVEL_SHARES) : undefined
    collect(exercises, drawExercise(rng, area, 'evaluation', level), SIZES[area])
  }
  return [...exercises.values()].map((exercise, i) => itemOf(area, exercise, i))
}

/** Questions about what the documents of the corpus say or imply. */
export function drawCorpusFacts(seed: number, corpus: readonly WorldDocument[]): EvaluationItem[] {
  const rng = stream(seed, 3)
  const exercises = new Map<string, Exercise>()
  while (exercises.size < SIZES.corpusFacts) {
    const wished = exercises.size < MATH_SHARE_OF_CORPUS_FACTS * SIZES.corpusFacts ? 'math' : 'general'
    const document = pick(rng, corpus)
    if (document.area !== wished) continue
    const fact = pick(rng, document.facts)
    const exercise = (rng.uniform() < CHOICE_SHARE && asChoice(rng, fact)) || asFreeForm(fact)
    collect(exercises, exercise, SIZES.corpusFacts)
  }
  return [...exercises.values()].map((exercise, i) => itemOf('corpus', exercise, i))
}

/** Adds an exercise unless it was there already or there are enough of its kind. */
function collect(exercises: Map<string, Exercise>, exercise: Exercise, size: number): void {
  const key = keyOf(exercise)
  if (exercises.has(key)) return
  const booleans = [...exercises.values()].filter(({ fact }) => fact.type === 'boolean').length
  if (exercise.fact.type === 'boolean' && booleans >= BOOLEAN_SHARE * size) return
  exercises.set(key, exercise)
}

function keyOf({ fact }: Exercise): string {
  return readMath(fact.phrase)?.canonical ?? fact.phrase
}

function itemOf(set: string, { fact, question, options, gold }: Exercise, index: number): EvaluationItem {
  const id = `${set}-${fact.kind}-${fact.level}-${String(index + 1).padStart(4, '0')}`
  if (options.length === 0) return { id, question, answerType: fact.type, gold }
  return { id, question, options, answerType: 'choice', gold }
}
