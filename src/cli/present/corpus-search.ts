import type { SearchResult, Snippet } from '../../corpus/index.js'
import type { Output } from '../output.js'
import { count } from './numbers.js'
import { oneLine, printable } from './text.js'

export function presentSearch(output: Output, { total, hits }: SearchResult): void {
  for (const { index, id, source, snippet } of hits) {
    output.say(`${output.style('bold', count(index))}  ${id}  ${oneLine(source, 200)}`)
    output.say(`  ${marked(output, snippet)}`)
  }
  const shown =
    hits.length < total ? `, the ${hits.length === 1 ? 'best one' : `best ${hits.length}`} shown` : ''
  output.say(`${count(total)} ${total === 1 ? 'document' : 'documents'}${shown}`)
}

function marked(output: Output, { text, marks }: Snippet): string {
  let line = ''
  let at = 0
  for (const [start, end] of marks) {
    line +=
      printable(text.slice(at, start)) + output.style(['bold', 'yellow'], printable(text.slice(start, end)))
    at = end
  }
  return line + printable(text.slice(at))
}
