import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'

/** What every command file exports: it hangs itself into the program. */
export type AddCommand = (program: Command) => void

/** Flags of the whole program, before or after the command's name. */
export interface GlobalFlags {
  readonly debug?: boolean
}

export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`It takes a whole number from ${least}.`)
  }
}

export function nonNegativeNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new InvalidArgumentError('It takes a number from 0.')
}

/** For flags that may be given more than once. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}

export function version(): string {
  const url = new URL('../../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version
}
