import type { Clean, Filter } from '../steps.js'
import { cleanText } from './clean-text.js'
import { judgeText } from './judge-text.js'
import type { LanguageDetector } from './language.js'
import type { TextLimits } from './limits.js'
import type { CleanStepName, CleanSteps } from './steps.js'

/** Cleaning as a build takes it: each step that did something to a text is noted once. */
export function cleanStep(steps: CleanSteps = {}): Clean {
  return (text, format, note) => {
    const { text: cleaned, changed, replacementCharacters } = cleanText(text, format, steps)
    for (const name of Object.keys(changed) as CleanStepName[]) note(name)
    if (replacementCharacters > 0) note('replacement-characters')
    return cleaned
  }
}

/** Filters as a build takes them; a detector tells the language whether or not it decides. */
export function filterStep(limits: TextLimits, detector?: LanguageDetector): Filter {
  return (text) => {
    const language = detector?.detect(text)
    return { drop: judgeText(text, limits, language) ?? undefined, language }
  }
}
