import type { TemplateSet } from './template-set.js'

const freeFormMarker = { as: 'marked', marker: '<a>' } as const

/** A few tokens a prompt, for models trained on these markers, such as the bundled one. Same meaning as `paper`. */
export const compact: TemplateSet = {
  name: 'compact',
  wrapper: 'none',
  system: '',
  enableThinking: null,
  plainWrapper: '{{prompt}}',
  specialTokens: [
    '<doc>',
    '<select>',
    '<mcq>',
    '<integer>',
    '<float>',
    '<expression>',
    '<string>',
    '<boolean>',
    '<list>',
    '<q>',
    '<a>',
    '<ans>',
  ],
  stopStrings: [],
  selector: {
    prompt: '<doc> {{document}}<select>',
    withoutDocument: '<doc><select>',
    reads: 'type-token',
  },
  mcq: { prompt: '<doc> {{document}}<mcq>', withoutDocument: '<doc><mcq>', reads: freeFormMarker },
  freeForm: {
    prompt: '<doc> {{document}}<{{answerType}}>',
    withoutDocument: '<doc><{{answerType}}>',
    reads: freeFormMarker,
  },
  answerRules: { integer: '', float: '', expression: '', string: '', boolean: '', list: '' },
  reasoner: { prompt: '<q> {{question}}<a>' },
  auditor: { prompt: '<doc> {{document}}<q> {{question}}<a>' },
  finalAnswer: { mode: 'anchored', anchor: '<ans>' },
}
