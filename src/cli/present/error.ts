import { SpiceError } from '../../errors.js'
import type { Output } from '../output.js'
import { printable } from './text.js'

/** Says what went wrong and the way out; the stack only to those who ask for it. */
export function presentError(output: Output, error: unknown, debug: boolean): void {
  const red = (text: string) => output.style('red', text)
  if (error instanceof SpiceError) {
    output.error(`${red('error:')} ${printable(error.message)}`)
    if (error.hint !== undefined) output.error(`${output.style('yellow', 'hint:')}  ${printable(error.hint)}`)
  } else {
    const message = error instanceof Error ? error.message : String(error)
    output.error(`${red('error:')} ${printable(message)}`)
    output.error('hint:  This is a bug in spice. Run again with --debug and report what it prints.')
  }
  if (debug && error instanceof Error) output.error(stackOf(error))
}

function stackOf(error: Error): string {
  const own = error.stack ?? String(error)
  return error.cause instanceof Error ? `${own}\ncaused by: ${stackOf(error.cause)}` : own
}
