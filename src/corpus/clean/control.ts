import type { CleanStep } from './steps.js'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const CONTROL = /\x1b\[[0-9;?]{0,16}[A-Za-z]|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/g

/** Control characters other than white space go, terminals' colour codes as a whole. */
export const control: CleanStep = {
  beyondAscii: false,
  clean(text) {
    CONTROL.lastIndex = 0
    if (!CONTROL.test(text)) return undefined
    let count = 0
    const kept = text.replace(CONTROL, () => {
      count++
      return ''
    })
    return { text: kept, count }
  },
}
