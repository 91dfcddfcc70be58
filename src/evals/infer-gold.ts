import { conforms } from '../verify/index.js'
import type { GoldType } from '../words.js'

export interface TypedGold {
  readonly answerType: GoldType
  readonly gold: string
}

const TEXT = /^\\text(?:bf|rm|it)?\s*\{([^{}\\]*)\}$/

/** The type of a published mathematical answer, which states none: whole numbers, lists, words; else an expression. */
export function inferMathGold(published: string): TypedGold {
  const gold = published
    .trim()
    .replace(/^\$([^$]*)\$$/, '$1')
    .trim()
  const digits = gold.replace(/,\s*\\!\s*|\{,\}/g, ',')
  if (conforms('integer', digits)) return { answerType: 'integer', gold: digits.replace(/,/g, '') }
  const words = TEXT.exec(gold)?.[1]
  if (words !== undefined && !/\d/.test(words)) {
    const letter = /^\(?([A-J])\)?$/.exec(words.trim())?.[1]
    return letter ? { answerType: 'choice', gold: letter } : { answerType: 'string', gold: words.trim() }
  }
  if (!/^[([{\\]/.test(gold) && /[,;]/.test(gold) && conforms('list', gold))
    return { answerType: 'list', gold }
  return { answerType: 'expression', gold }
}

/** The type of a published answer of any subject: letters, numbers, yes and no, lists; else a string. */
export function inferGold(published: string): TypedGold {
  const gold = published.trim()
  const letter = /^\(?([A-J])\)?$/.exec(gold)?.[1]
  if (letter) return { answerType: 'choice', gold: letter }
  if (conforms('integer', gold)) return { answerType: 'integer', gold: gold.replace(/,/g, '') }
  if (conforms('float', gold)) return { answerType: 'float', gold }
  const lower = gold.toLowerCase()
  if (conforms('boolean', lower)) return { answerType: 'boolean', gold: lower }
  if (gold.includes(',') && conforms('list', gold)) return { answerType: 'list', gold }
  return { answerType: 'string', gold }
}
