import type { StressReport } from '../../judge/index.js'
import type { Output } from '../output.js'
import { count } from './numbers.js'
import { table } from './table.js'
import { oneLine } from './text.js'

const MAX_SHOWN = 50

/** What was tried by kind, and every text that was paid for nothing. */
export function presentStress(output: Output, { golds, rows, total, falseAccepts }: StressReport): void {
  const heading = ['kind of hack', 'tried', 'refused', 'undecided', 'false accepts']
  const cells = [...rows, total].map(({ kind, tried, refused, undecided, accepted }) => [
    kind,
    ...[tried, refused, undecided, accepted].map(count),
  ])
  const lines = table([heading, ...cells], ['left', 'right', 'right', 'right', 'right'])
  for (const [i, line] of lines.entries()) output.say(i === 0 ? output.style('bold', line) : line)
  output.say()
  for (const { kind, type, gold, mode, form, rule, prediction } of falseAccepts.slice(0, MAX_SHOWN)) {
    const how = `${type ?? 'untyped'}, ${mode}${form === 'worked-out' ? ', worked out' : ''}, ${rule}`
    output.say(`${output.style('red', 'false accept')} ${kind}: gold ${oneLine(gold, 40)} (${how})`)
    output.say(`  ${oneLine(prediction, output.columns - 4)}`)
  }
  if (falseAccepts.length > MAX_SHOWN)
    output.say(`… ${count(falseAccepts.length - MAX_SHOWN)} more: see --json`)
  output.say(
    falseAccepts.length === 0
      ? `No false accept in ${count(total.tried)} attempts on ${count(golds)} golds.`
      : `${count(falseAccepts.length)} FALSE ACCEPTS in ${count(total.tried)} attempts on ${count(golds)} golds.`,
  )
}
