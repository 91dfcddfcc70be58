import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'

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
