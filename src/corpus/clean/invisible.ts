import type { CleanStep } from './steps.js'

/**
 * Soft hyphens with the line end that they stand at; zero-width spaces, byte order marks, marks of direction, invisible
 * operators, tag characters (which can hide a text in a text); joiners after what isn't written with them.
 */
const INVISIBLE =
  /\u00ad(?:[ \t]{0,8}\r?\n[ \t]{0,8})?|[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|(?<![\u0600-\u1fff\u2100-\u{10ffff}])[\u200c\u200d]+/gu
const FIRST_LOOK = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\udb40]/

/** Characters that nobody sees. Joiners stay in scripts and emoji that are written with them. */
export const invisible: CleanStep = {
  beyondAscii: true,
  clean(text) {
    if (!FIRST_LOOK.test(text)) return undefined
    let count = 0
    const kept = text.replace(INVISIBLE, () => {
      count++
      return ''
    })
    return count > 0 ? { text: kept, count } : undefined
  },
}
