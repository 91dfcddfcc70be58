import type { AnswerRecord, ChallengeRecord, DocumentRecord, IterationRecord } from '../play/index.js'
import type { CheckpointManifest } from './checkpoint-manifest.js'
import type { Connection, SqlValue } from './database.js'

/** Inserts everything that an iteration left behind. Call it inside a transaction: it is many rows. */
export function writeIteration(connection: Connection, record: IterationRecord): void {
  const { iteration } = record
  insert(connection, 'iterations', [iteration, new Date().toISOString()])
  for (const [name, value] of Object.entries(record.metrics))
    insert(connection, 'metrics', [iteration, name, value])
  for (const [phase, value] of Object.entries(record.seconds))
    insert(connection, 'phases', [iteration, phase, value])
  record.documents.forEach((document, position) => {
    writeDocument(connection, [iteration, position], document)
  })
}

/** Notes a checkpoint that lies in its place. */
export function insertCheckpoint(connection: Connection, manifest: CheckpointManifest): void {
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
  connection.run(
    'INSERT INTO checkpoints (iteration, hash, bytes) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash',
    [manifest.iteration, manifest.hash, bytes],
  )
}

function writeDocument(connection: Connection, key: readonly number[], used: DocumentRecord): void {
  const { id, text, source } = used.document
  connection.run('INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [id, text, source])
  insert(connection, 'documents_used', [
    ...key,
    id,
    used.request.format,
    used.request.answerType,
    used.selectorText,
    bit(used.selectorFallback),
    used.attempts,
    used.validAttempts,
    JSON.stringify(used.reasons),
  ])
  used.challenges.forEach((challenge, position) => {
    writeChallenge(connection, [...key, position], challenge)
  })
}

function writeChallenge(connection: Connection, key: readonly number[], challenge: ChallengeRecord): void {
  insert(connection, 'challenges', [
    ...key,
    challenge.text,
    challenge.tokens,
    bit(challenge.valid),
    challenge.reason,
    JSON.stringify(challenge.failedChecks),
    challenge.auditAgrees === null ? null : bit(challenge.auditAgrees),
    challenge.passRate,
    challenge.reward,
    challenge.advantage,
    bit(challenge.chosen),
    bit(challenge.trained),
  ])
  const { task } = challenge
  if (task !== null) {
    const { format, answerType, question, options, gold, quotes } = task
    const lists = [JSON.stringify(options), gold, JSON.stringify(quotes)]
    insert(connection, 'tasks', [...key, format, answerType, question, ...lists])
  }
  challenge.answers.forEach((answer, position) => {
    writeAnswer(connection, [...key, position], answer, challenge.outcomes[position] ?? false)
  })
}

function writeAnswer(
  connection: Connection,
  key: readonly number[],
  answer: AnswerRecord,
  correct: boolean,
): void {
  insert(connection, 'answers', [
    ...key,
    answer.text,
    answer.tokens,
    answer.verdict.outcome,
    answer.verdict.rule,
    answer.verdict.extracted,
    bit(correct),
    answer.reward,
    answer.advantage,
    bit(answer.trained),
  ])
}

function insert(connection: Connection, table: string, values: readonly SqlValue[]): void {
  connection.run(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`, values)
}

function bit(value: boolean): number {
  return value ? 1 : 0
}
