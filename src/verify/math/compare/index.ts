export { type AnswerContext, type AnswerJudgement, compareAnswers } from './answers.js'
