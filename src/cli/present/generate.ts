import { describeIssue } from '../../corpus/index.js'
import type { Band, GenerateEvent, GenerateSummary, PassRateBin, Progress } from '../../task-sets/index.js'
import type { Output } from '../output.js'
import { count, duration, percent } from './numbers.js'
import { table } from './table.js'
import { oneLine } from './text.js'

const BAR = 40
const MOST_REASONS = 4

/** Follows a set of tasks: a line a batch, a status line for what happens now, JSON lines for programs. */
export class GeneratePresenter {
  readonly #started = performance.now()
  #before: Progress | undefined
  #now: Progress | undefined

  constructor(
    private readonly output: Output,
    private readonly band: Band,
  ) {}

  hear(event: GenerateEvent): void {
    const { output } = this
    switch (event.type) {
      case 'started':
        output.data(event)
        this.#before = event.progress
        this.#now = event.progress
        this.#presentStart(event)
        break
      case 'progress': {
        const share = Math.floor((100 * event.done) / Math.max(1, event.total))
        output.status(`batch ${event.batch}  ${event.phase} ${share} %  ${this.#leftLine()}`)
        break
      }
      case 'batch':
        output.data(event)
        this.#now = event.progress
        output.say(this.#batchLine(event.progress))
        break
      case 'finished':
        output.status('')
        output.data(event)
        this.#presentEnd(event.summary)
    }
  }

  #presentStart({
    challenger,
    reasoner,
    corpusDocuments,
    corpus,
    resumed,
    progress,
  }: Extract<GenerateEvent, { type: 'started' }>): void {
    const { output, band } = this
    const who =
      challenger.identity === reasoner.identity
        ? challenger.title
        : `${challenger.title} poses, ${reasoner.title} answers`
    output.say(output.style('bold', oneLine(who, 200)))
    const wanted = progress.tasksWanted === null ? 'tasks' : `${count(progress.tasksWanted)} tasks`
    output.say(
      `${wanted} with pass rates from ${band.from} to ${band.to}, from at most ${count(progress.documentsWanted)} of ${count(corpusDocuments)} documents`,
    )
    const [first] = corpus.issues
    if (first)
      output.say(
        output.style(
          'yellow',
          `${count(corpus.broken)} broken rows skipped, the first: ${oneLine(describeIssue(first), 300)}`,
        ),
      )
    if (resumed)
      output.say(`going on after ${count(progress.documents)} documents, ${count(progress.kept)} tasks`)
    output.say()
  }

  #batchLine(progress: Progress): string {
    const { documents, documentsWanted, answered, inBand, kept, tasksWanted } = progress
    const wanted = tasksWanted === null ? '' : ` of ${count(tasksWanted)}`
    return [
      `${count(documents)} of ${count(documentsWanted)} documents`,
      `${count(answered)} valid tasks`,
      `${count(inBand)} in band`,
      `${count(kept)}${wanted} kept`,
      this.#leftLine(),
    ].join(', ')
  }

  /** Speed and time left, from what this process did. */
  #leftLine(): string {
    const [before, now] = [this.#before, this.#now]
    if (before === undefined || now === undefined) return ''
    const seconds = (performance.now() - this.#started) / 1000
    const documents = now.documents - before.documents
    const kept = now.kept - before.kept
    if (documents === 0) return '- tasks/s'
    const byDocuments = ((now.documentsWanted - now.documents) * seconds) / documents
    const byTasks =
      now.tasksWanted === null || kept === 0
        ? Number.POSITIVE_INFINITY
        : ((now.tasksWanted - now.kept) * seconds) / kept
    return `${(kept / seconds).toFixed(2)} tasks/s, ${duration(Math.max(0, Math.min(byDocuments, byTasks)))} left`
  }

  #presentEnd(summary: GenerateSummary): void {
    const { output, band } = this
    const { answered, kept, tasksWanted, examples, out } = summary
    output.say()
    presentYield(output, summary)
    if (answered > 0) {
      output.say()
      presentPassRates(output, summary.passRates, band)
    }
    if (examples.length > 0) {
      output.say()
      output.say(`${output.style('bold', 'examples')} (pass rate, question, gold)`)
      for (const { passRate, question, gold } of examples) {
        const head = `  ${percent(passRate, 0).padStart(5)}  `
        const answer = oneLine(gold, 24)
        const width = Math.max(20, output.columns - head.length - answer.length - 3)
        output.say(`${head}${oneLine(question, width)}  ${answer}`)
      }
    }
    output.say()
    if (out === null) return
    if (tasksWanted !== null && kept < tasksWanted)
      output.say(
        output.style(
          'yellow',
          `${count(kept)} tasks, not ${count(tasksWanted)}: there were no more documents`,
        ),
      )
    output.say(`${count(kept)} tasks in ${duration((performance.now() - this.#started) / 1000)}: ${out}`)
  }
}

/** What was left after each step, as a share of the step before. */
function presentYield(output: Output, summary: GenerateSummary): void {
  const { documents, attempts, valid, answered, inBand, duplicates, kept, reasons, audited, auditAgreed } =
    summary
  const unlike = inBand - duplicates
  const rows: [string, number, string][] = [
    ['documents', documents, ''],
    ['attempts', attempts, documents === 0 ? '' : `${(attempts / documents).toFixed(1)} a document`],
    ['valid', valid, percent(valid / attempts)],
    ['answered', answered, 'at most challengesPerDocument of each document'],
    ['in band', inBand, percent(inBand / answered)],
    ['after duplicates', unlike, percent(unlike / inBand)],
    ['kept', kept, kept < unlike ? 'enough' : ''],
  ]
  output.say(output.style('bold', 'yield'))
  const cells = rows.map(([step, number, note]) => [`  ${step}`, count(number), note === '-' ? '' : note])
  for (const line of table(cells, ['left', 'right', 'left'])) output.say(line)
  const worst = Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_REASONS)
  if (worst.length > 0)
    output.say(
      `  invalid most often: ${worst.map(([reason, times]) => `${reason} ${count(times)}`).join(', ')}`,
    )
  if (audited > 0)
    output.say(`  open-book audit agrees with ${count(auditAgreed)} of ${count(audited)} answered tasks`)
}

/** Bars of answered tasks by pass rate; those in the band are full. */
function presentPassRates(output: Output, bins: readonly PassRateBin[], band: Band): void {
  const most = Math.max(...bins.map(({ tasks }) => tasks), 1)
  output.say(`${output.style('bold', 'pass rates')} of answered tasks (█ in the band)`)
  const rows = bins.map(({ passRate, tasks }) => {
    const block = passRate >= band.from && passRate <= band.to ? '█' : '░'
    return [`  ${passRate.toFixed(2)}`, count(tasks), block.repeat(Math.ceil((BAR * tasks) / most))]
  })
  for (const line of table(rows, ['right', 'right', 'left'])) output.say(line)
}
