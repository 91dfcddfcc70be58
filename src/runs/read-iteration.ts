import type { AnswerRecord, ChallengeRecord, DocumentRecord, IterationRecord } from '../play/index.js'
import type { Task } from '../words.js'
import type { Connection, Row } from './database.js'

/** Texts of documents, challenges and answers make up nearly all of a record. */
export interface ReadIterationOptions {
  /** Default true; without them these texts are empty. */
  readonly texts?: boolean
}

/** Every column, of which the store then does not read the long ones. */
const WITHOUT_TEXTS = {
  answers:
    "iteration, document, challenge, answer, '' AS text, tokens, verdict, rule, NULL AS extracted, correct, reward, advantage, trained",
  challenges:
    "iteration, document, challenge, '' AS text, tokens, valid, reason, failed_checks, audit_agrees, pass_rate, reward, advantage, chosen, trained",
}

/** The record of an iteration as it was written, or undefined if it is not there. */
export function readIteration(
  connection: Connection,
  iteration: number,
  { texts = true }: ReadIterationOptions = {},
): IterationRecord | undefined {
  if (connection.first('SELECT 1 FROM iterations WHERE iteration = ?', [iteration]) === undefined)
    return undefined
  const rows = (table: string, order: string) => {
    const columns = !texts && (table === 'answers' || table === 'challenges') ? WITHOUT_TEXTS[table] : '*'
    return connection.all(`SELECT ${columns} FROM ${table} WHERE iteration = ? ORDER BY ${order}`, [
      iteration,
    ])
  }
  const answers = groupBy(rows('answers', 'document, challenge, answer'), challengeKey)
  const tasks = groupBy(rows('tasks', 'document, challenge'), challengeKey)
  const challenges = groupBy(rows('challenges', 'document, challenge'), (row) => String(row.document))
  const used = connection.all(
    `SELECT documents_used.*, ${texts ? 'documents.text' : "'' AS text"}, documents.source
     FROM documents_used JOIN documents ON documents.id = document_id WHERE iteration = ? ORDER BY document`,
    [iteration],
  )
  return {
    iteration,
    documents: used.map((row) =>
      documentOf(
        row,
        (challenges.get(String(row.document)) ?? []).map((challenge) => {
          const key = challengeKey(challenge)
          return challengeOf(challenge, tasks.get(key)?.[0], answers.get(key) ?? [])
        }),
      ),
    ),
    metrics: Object.fromEntries(rows('metrics', 'name').map((row) => [row.name, row.value])),
    seconds: Object.fromEntries(
      rows('phases', 'phase').map((row) => [row.phase, row.seconds]),
    ) as unknown as IterationRecord['seconds'],
  }
}

/** A row of `tasks` as the task it holds. The store is ours: what was written with these types is read with them. */
export function taskOf(row: Row): Task {
  return {
    format: row.format as Task['format'],
    answerType: row.answer_type as Task['answerType'],
    question: row.question as string,
    options: JSON.parse(row.options as string),
    gold: row.gold as string,
    quotes: JSON.parse(row.quotes as string),
  }
}

function documentOf(row: Row, challenges: ChallengeRecord[]): DocumentRecord {
  return {
    document: { id: row.document_id as string, text: row.text as string, source: row.source as string },
    request: { format: row.format, answerType: row.answer_type } as DocumentRecord['request'],
    selectorText: row.selector_text as string | null,
    selectorFallback: row.selector_fallback === 1,
    attempts: row.attempts as number,
    validAttempts: row.valid_attempts as number,
    reasons: JSON.parse(row.reasons as string),
    challenges,
  }
}

function challengeOf(row: Row, task: Row | undefined, answers: Row[]): ChallengeRecord {
  return {
    text: row.text as string,
    tokens: row.tokens as number,
    valid: row.valid === 1,
    reason: row.reason as ChallengeRecord['reason'],
    task: task === undefined ? null : taskOf(task),
    failedChecks: JSON.parse(row.failed_checks as string),
    auditAgrees: row.audit_agrees === null ? null : row.audit_agrees === 1,
    answers: answers.map(answerOf),
    outcomes: answers.map((answer) => answer.correct === 1),
    passRate: row.pass_rate as number | null,
    reward: row.reward as number,
    advantage: row.advantage as number,
    chosen: row.chosen === 1,
    trained: row.trained === 1,
  }
}

function answerOf(row: Row): AnswerRecord {
  return {
    text: row.text as string,
    tokens: row.tokens as number,
    verdict: {
      outcome: row.verdict as AnswerRecord['verdict']['outcome'],
      rule: row.rule as string,
      extracted: row.extracted as string | null,
    },
    reward: row.reward as number,
    advantage: row.advantage as number | null,
    trained: row.trained === 1,
  }
}

function challengeKey(row: Row): string {
  return `${row.document}/${row.challenge}`
}

function groupBy(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group === undefined) groups.set(key(row), [row])
    else group.push(row)
  }
  return groups
}
