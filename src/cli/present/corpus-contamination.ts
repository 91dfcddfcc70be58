import type { RecordedHit } from '../../corpus/index.js'
import type { ContaminationTally } from '../commands/check-texts.js'
import type { Output } from '../output.js'
import { bytes, count, duration, percent } from './numbers.js'
import { table } from './table.js'
import { oneLine } from './text.js'

interface SetSummary {
  readonly name: string
  readonly items: number
  readonly tooShort: number
}

export function presentIndex(
  output: Output,
  sets: readonly SetSummary[],
  { file, bytes: size }: { readonly file: string; readonly bytes?: number },
): void {
  const rows = sets.map(({ name, items, tooShort }) => [oneLine(name, 60), count(items), count(tooShort)])
  say(output, [['set', 'questions', 'too short to tell'], ...rows])
  output.say(size === undefined ? file : `${file}, ${bytes(size)}`)
}

export function presentCheck(output: Output, tally: ContaminationTally): void {
  for (const { source, set, item, start, end, passage } of tally.hits) {
    output.say(
      `${oneLine(source, 200)}  ${output.style('bold', oneLine(set, 40))} ${item}, characters ${count(start)} to ${count(end)}`,
    )
    output.say(`  ${output.style('dim', oneLine(passage, 200))}`)
  }
  if (tally.hits.length < tally.hitCount)
    output.say(`… ${count(tally.hitCount - tally.hits.length)} more hits`)
  const found = Object.entries(tally.sets).filter(([, { hits }]) => hits > 0)
  if (found.length > 0) {
    output.say()
    say(output, [
      ['set', 'texts', 'hits'],
      ...found.map(([set, { texts, hits }]) => [oneLine(set, 60), count(texts), count(hits)]),
    ])
    output.say()
  }
  const { texts, textsWithHits, characters, problems, seconds } = tally
  output.say(
    `${count(textsWithHits)} of ${count(texts)} texts hold test questions (${percent(textsWithHits / texts, 3)}); ` +
      `${count(characters)} characters in ${duration(seconds)}` +
      (problems === 0 ? '' : `; ${count(problems)} could not be read`),
  )
}

export function presentHits(output: Output, hits: readonly RecordedHit[]): void {
  if (hits.length === 0) {
    output.say('No test question was found when the corpus was built.')
    return
  }
  const rows = hits.map(({ document, dropped, set, item, start, end }) => [
    document,
    dropped ? 'dropped' : 'in the corpus',
    oneLine(set, 40),
    item,
    `${count(start)} to ${count(end)}`,
  ])
  say(output, [['document', '', 'set', 'question', 'characters'], ...rows], ['left'])
}

function say(
  output: Output,
  rows: readonly (readonly string[])[],
  aligns: readonly ('left' | 'right')[] = ['left', 'right', 'right'],
): void {
  const [heading = '', ...lines] = table(rows, aligns)
  output.say(output.style('bold', heading))
  for (const line of lines) output.say(line)
}
