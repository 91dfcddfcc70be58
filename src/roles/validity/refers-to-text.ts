import { stemOf, type ValidityCheck } from './validity-check.js'

const SHOWN = 'text|passage|document|article|excerpt'
const REFERENCES = [
  new RegExp(`\\b(?:the|this|that)\\s+(?:given |provided |above )?(?:${SHOWN})\\b`, 'i'),
  new RegExp(
    `\\b(?:according to|based on)\\s+the\\s+(?:${SHOWN}|author|paragraph|material|notes|section|source)\\b`,
    'i',
  ),
  /\bas (?:stated|mentioned|described|discussed|shown) (?:above|earlier|before|in the)\b/i,
]

/** The question speaks of a text that the Reasoner never sees. */
export const refersToText: ValidityCheck = {
  reason: 'refers-to-text',
  fails: ({ task }) => REFERENCES.some((reference) => reference.test(stemOf(task))),
}
