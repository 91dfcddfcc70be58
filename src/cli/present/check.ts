import type { CheckResult } from '../checks/check.js'
import type { Output } from '../output.js'

export function presentCheck(output: Output, { check, ok, detail, hint }: CheckResult): void {
  const word = ok ? output.style('green', 'ok  ') : output.style('red', 'fail')
  output.say(`${word}  ${check.padEnd(9)}  ${detail}`)
  if (hint !== undefined) output.say(`      ${' '.repeat(9)}  ${output.style('yellow', hint)}`)
}
