export { type AnswerContext, type AnswerJudgement, compareAnswers } from './answers.js'
export { isDecidable } from './decidable.js'
export { namesSet } from './words.js'
