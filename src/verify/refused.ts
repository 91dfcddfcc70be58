import { noValue } from './math/parse/index.js'
import { foldWords } from './normalise.js'

/** Words after or before a value that take it back, or ask for it. */
const DENIAL =
  /\b(?:not|isn't|isnt|never|wrong|false|incorrect|impossible|untrue|invalid|what|which|who|how|question|maybe|perhaps|possibly|probably|unless|except|guess|likely|either|neither|nor|else|otherwise|nope|cannot|can't|don't|doesn't|won't)\b/i
/** What is written but not to be seen, or struck out. */
const UNSEEN =
  /\\(?:[hv]?phantom|[hv]space|hskip|kern|cancel|bcancel|xcancel|sout|st|cancelto|strike|iffalse|label|tag|color|textcolor|tiny|llap|rlap|smash|verb)(?![a-z])|~~[^~]+~~|<!--|<\/?(?:s|del|strike)>/

/**
 * Why an answer that is to be a value can't be one, whatever value stands in it: it asks, takes back, hedges or hides.
 * Undefined if nothing speaks against it.
 */
export function refusal(answer: string): string | undefined {
  if (/^[\w+\-*/^=.,(){} ]*$/.test(answer) && !/[a-z]{3}/i.test(answer)) return undefined
  if (answer.length < 60 && noValue(foldWords(answer)) !== undefined) return undefined
  if (answer.includes('?')) return 'answer/question'
  if (UNSEEN.test(answer)) return 'answer/unseen'
  return DENIAL.test(answer.replace(/\\(?:not|neg|nor)(?![a-z])/g, ' ')) ? 'answer/hedge' : undefined
}
