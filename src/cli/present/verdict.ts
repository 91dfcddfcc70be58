import type { Pair } from '../../judge/index.js'
import type { Verdict, VerdictOutcome } from '../../words.js'
import type { Output } from '../output.js'
import { oneLine, printable } from './text.js'

/** Fields that verdicts of this verifier may carry besides those that every verdict has. */
type Explained = Verdict & {
  readonly type?: string
  readonly inferred?: boolean
  readonly normalised?: readonly string[]
  readonly goldForm?: string | null
  readonly answerForm?: string | null
}

const COLOURS: Readonly<Record<VerdictOutcome, 'green' | 'red' | 'yellow'>> = {
  match: 'green',
  mismatch: 'red',
  unparsable: 'yellow',
  undecided: 'yellow',
  timeout: 'yellow',
}

/** One verdict for people: a line, or everything it knows. */
export function presentVerdict(output: Output, pair: Pair, verdict: Explained, explain: boolean): void {
  const outcome = output.style(COLOURS[verdict.outcome], verdict.outcome)
  if (!explain) {
    output.say(`${outcome}  ${verdict.rule}`)
    return
  }
  const { type, inferred, normalised, goldForm, answerForm, extracted } = verdict
  const rows: [string, string | undefined][] = [
    ['outcome', outcome],
    ['rule', verdict.rule],
    ['gold', shown(pair.gold)],
    ['type', type === undefined ? pair.type : `${type}${inferred ? ' (inferred from the gold)' : ''}`],
    ['text', shown(pair.prediction)],
    ['answer', extracted === null ? 'none found' : `${shown(extracted)}${placeOf(pair, extracted)}`],
    ['normalised', normalised && (normalised.length > 0 ? normalised.join(', ') : 'nothing')],
    ['gold read as', goldForm === undefined ? undefined : shown(goldForm ?? 'not readable')],
    ['answer read as', answerForm === undefined ? undefined : shown(answerForm ?? 'not readable')],
    ['compared', pair.form === 'worked-out' ? 'worked out as far as the gold' : 'by meaning'],
  ]
  for (const [name, value] of rows) if (value !== undefined) output.say(`${name.padEnd(15)} ${value}`)
}

function shown(text: string): string {
  return text.includes('\n') || text.length > 200 ? oneLine(text, 200) : printable(text)
}

/** Where in the text the answer stands: characters from 0, end excluded. */
function placeOf({ prediction, mode }: Pair, answer: string): string {
  const at = prediction.lastIndexOf(answer)
  if (at < 0) return `  (mode ${mode})`
  if (at === 0 && answer.length === prediction.length) return `  (mode ${mode}: the whole text)`
  return `  (mode ${mode}: characters ${at} to ${at + answer.length} of ${prediction.length})`
}
