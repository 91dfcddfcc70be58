import { randomStream } from '../../src/random/index.js'
import { drawExercise, LEVEL_SHARES } from './exercises.js'
import { weighted } from './world/draw.js'
import { drawGeneralDocument, drawMathDocument, sentenceOf } from './world/index.js'

/** Text in about the proportions of the pretraining stream, for the tokenizer to learn from. */
export function* tokenizerText(seed: number, items = 4000): Generator<string> {
  const rng = randomStream({ seed, iteration: 0, purpose: 'world', index: 0 })
  for (let i = 0; i < items; i++) {
    yield ` ${drawGeneralDocument(rng).text}`
    if (i % 2) yield ` ${drawMathDocument(rng, 'pretraining').text}`
    const math = drawExercise(rng, 'math', 'pretraining', 1 + weighted(rng, LEVEL_SHARES))
    const general = drawExercise(rng, 'general', 'pretraining')
    yield ` ${math.question}`
    yield ` ${general.question}`
    yield ` ${math.gold} ${general.gold} ${sentenceOf(general.fact)}`
  }
}
