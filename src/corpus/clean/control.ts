import type { CleanStep } from './steps.js'

const ESCAPE = String.fromCharCode(27)
const CONTROL = new RegExp(`${ESCAPE}\\[[0-9;?]{0,16}[A-Za-z]|[^\\P{Cc}\\t-\\r\\x85]`, 'gu')
const FIRST_LOOK = /[^\P{Cc}\t-\r\x85]/u

/** Control characters other than white space go, terminals' colour codes as a whole. */
export const control: CleanStep = {
  beyondAscii: false,
  clean(text) {
    if (!FIRST_LOOK.test(text)) return undefined
    let count = 0
    const kept = text.replace(CONTROL, () => {
      count++
      return ''
    })
    return { text: kept, count }
  },
}
