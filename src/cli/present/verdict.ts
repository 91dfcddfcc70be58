import type { Pair } from '../../judge/index.js'
import type { DetailedVerdict } from '../../verify/index.js'
import type { VerdictOutcome } from '../../words.js'
import type { Output } from '../output.js'
import { oneLine, printable } from './text.js'

const COLOURS: Readonly<Record<VerdictOutcome, 'green' | 'red' | 'yellow'>> = {
  match: 'green',
  mismatch: 'red',
  unparsable: 'yellow',
  undecided: 'yellow',
  timeout: 'yellow',
}

/** One verdict for people: a line, or everything it knows. */
export function presentVerdict(output: Output, pair: Pair, verdict: DetailedVerdict, explain: boolean): void {
  const outcome = output.style(COLOURS[verdict.outcome], verdict.outcome)
  if (!explain) {
    output.say(`${outcome}  ${verdict.rule}`)
    return
  }
  const { type, inferred, normalised, goldForm, answerForm, extracted } = verdict
  const rows: [string, string][] = [
    ['outcome', outcome],
    ['rule', verdict.rule],
    ['gold', shown(pair.gold)],
    ['type', `${type}${inferred ? ' (inferred from the gold)' : ''}`],
    ['text', shown(pair.prediction)],
    ['answer', extracted === null ? 'none found' : `${shown(extracted)}${placeOf(pair, extracted)}`],
    ['normalised', normalised.length > 0 ? normalised.join(', ') : 'nothing'],
    ['gold read as', goldForm === null ? 'nothing' : shown(goldForm)],
    ['answer read as', answerForm === null ? 'nothing' : shown(answerForm)],
    ['compared', pair.form === 'worked-out' ? 'worked out as far as the gold' : 'by meaning'],
  ]
  for (const [name, value] of rows) output.say(`${name.padEnd(15)} ${value}`)
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
