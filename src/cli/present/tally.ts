import type { Counts, Tally } from '../../judge/index.js'
import { VERDICTS } from '../../words.js'
import type { Output } from '../output.js'
import { count, duration, percent } from './numbers.js'
import { table } from './table.js'
import { oneLine, printable } from './text.js'

const QUIET_SECONDS = 2
/** Where no one watches, a line now and then is enough. */
const SECONDS_BETWEEN_LINES = 10

/** Reports how far a stream of pairs has come, once it takes longer than two seconds. */
export function judgedProgress(output: Output, started: number): (tally: Tally) => void {
  let said = started + (QUIET_SECONDS - SECONDS_BETWEEN_LINES) * 1000
  return (tally) => {
    const now = performance.now()
    const seconds = (now - started) / 1000
    if (seconds < QUIET_SECONDS) return
    const line = `${count(tally.pairs)} pairs, ${count(tally.pairs / seconds)} a second`
    if (output.live) output.status(line)
    else if (now - said >= SECONDS_BETWEEN_LINES * 1000) {
      said = now
      output.say(line)
    }
  }
}

export interface TallyOptions {
  readonly seconds: number
  readonly summary: boolean
  readonly check: boolean
}

/** What came of all lines, and the first of those that went wrong. */
export function presentTally(output: Output, tally: Tally, { seconds, summary, check }: TallyOptions): void {
  for (const { line, error } of tally.errors) output.say(`line ${line}: ${printable(error)}`)
  if (tally.broken > tally.errors.length) output.say(`… ${count(tally.broken)} broken lines in all`)
  if (check) presentDisagreements(output, tally)
  if (summary && tally.groups.size > 0) presentGroups(output, tally)
  const speed =
    seconds < QUIET_SECONDS ? '' : `, ${duration(seconds)}, ${count(tally.pairs / seconds)} a second`
  const broken = tally.broken === 0 ? '' : `; ${count(tally.broken)} broken lines`
  output.say(`${count(tally.pairs)} pairs: ${outcomesLine(tally.outcomes)}${broken}${speed}`)
}

function outcomesLine(outcomes: Counts): string {
  const parts = VERDICTS.flatMap((outcome) => {
    const found = outcomes[outcome]
    return found === undefined ? [] : [`${count(found)} ${outcome}`]
  })
  return parts.length === 0 ? 'none judged' : parts.join(', ')
}

function presentDisagreements(output: Output, tally: Tally): void {
  for (const { line, id, expected, gold, outcome, rule } of tally.disagreements) {
    const name = id === undefined ? '' : ` (${oneLine(String(id), 60)})`
    const wanted = expected ? 'a match' : 'no match'
    output.say(`line ${line}${name}: expected ${wanted}, got ${outcome} ${rule}; gold ${oneLine(gold, 60)}`)
  }
  const checked = tally.agreed + tally.disagreed
  const without = tally.pairs - checked
  output.say(
    `${count(tally.agreed)} of ${count(checked)} as expected, ${count(tally.disagreed)} otherwise` +
      (without === 0 ? '' : `; ${count(without)} pairs expected nothing`),
  )
}

function presentGroups(output: Output, { groups }: Tally): void {
  const shown = VERDICTS.filter((outcome) => [...groups.values()].some((counts) => counts[outcome]))
  const rows = [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, counts]) => {
      const pairs = VERDICTS.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0)
      const cells = shown.map((outcome) => count(counts[outcome] ?? 0))
      return [oneLine(group, 40), count(pairs), ...cells, percent((counts.match ?? 0) / pairs)]
    })
  const heading = ['group', 'pairs', ...shown, 'matching']
  for (const line of table([heading, ...rows], ['left', ...heading.slice(1).map(() => 'right' as const)])) {
    output.say(line)
  }
}
