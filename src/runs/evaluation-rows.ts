import type { EvalResult, QuestionScore } from '../evals/index.js'
import type { Connection, Row } from './database.js'

/** What the weights that `iteration` starts from scored on one set. */
export interface EvaluationRecord {
  readonly iteration: number
  readonly result: EvalResult
}

/** Call it inside a transaction. */
export function writeEvaluation(connection: Connection, iteration: number, result: EvalResult): void {
  const { questions, set, samples, temperature, accuracy, standardError, ...details } = result
  const key = [iteration, set]
  connection.run('DELETE FROM evaluations WHERE iteration = ? AND set_name = ?', key)
  connection.run('INSERT INTO evaluations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    ...key,
    new Date().toISOString(),
    samples,
    temperature,
    questions.length,
    accuracy,
    standardError,
    JSON.stringify(details),
  ])
  questions.forEach(({ id, answerType, correct }, position) => {
    connection.run('INSERT INTO evaluation_questions VALUES (?, ?, ?, ?, ?, ?)', [
      ...key,
      position,
      id,
      answerType,
      correct,
    ])
  })
}

export function readEvaluations(connection: Connection): EvaluationRecord[] {
  return connection.all('SELECT * FROM evaluations ORDER BY iteration, set_name').map((row) => ({
    iteration: row.iteration as number,
    result: resultOf(row, questionsOf(connection, row)),
  }))
}

function questionsOf(connection: Connection, { iteration, set_name: set }: Row): QuestionScore[] {
  return connection
    .all('SELECT * FROM evaluation_questions WHERE iteration = ? AND set_name = ? ORDER BY position', [
      iteration as number,
      set as string,
    ])
    .map((row) => ({
      id: row.id as string,
      answerType: row.answer_type as QuestionScore['answerType'],
      correct: row.correct as number,
    }))
}

function resultOf(row: Row, questions: QuestionScore[]): EvalResult {
  return {
    set: row.set_name as string,
    samples: row.samples as number,
    temperature: row.temperature as number,
    accuracy: row.accuracy as number,
    standardError: row.standard_error as number,
    ...JSON.parse(row.details as string),
    questions,
  }
}
