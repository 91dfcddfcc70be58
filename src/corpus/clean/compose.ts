import type { CleanStep } from './steps.js'

/** Letters and their marks as one character where there is one (Unicode's NFC); counted is the text. */
export const compose: CleanStep = {
  beyondAscii: true,
  clean(text) {
    const composed = text.normalize('NFC')
    return composed === text ? undefined : { text: composed, count: 1 }
  },
}
