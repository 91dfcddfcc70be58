import type { CleanStep } from './steps.js'

/** Lone halves of surrogate pairs, which no encoding can spell, become U+FFFD. */
export const surrogates: CleanStep = {
  beyondAscii: true,
  clean(text) {
    if (!/\p{Surrogate}/u.test(text)) return undefined
    let count = 0
    const mended = text.replace(/\p{Surrogate}/gu, () => {
      count++
      return '\ufffd'
    })
    return { text: mended, count }
  },
}
