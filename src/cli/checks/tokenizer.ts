import { SpiceError } from '../../errors.js'
import { bundledModelPath } from '../../runs/index.js'
import { loadTokenizer } from '../../tokenizer/index.js'
import type { Check } from './check.js'

const TEXT = 'what is 12+30? 42'

export const tokenizerCheck: Check = {
  name: 'tokenizer',
  async run() {
    const tokenizer = await loadTokenizer(bundledModelPath())
    const tokens = tokenizer.encode(TEXT)
    const back = tokenizer.decode(tokens)
    if (back === TEXT) return `${JSON.stringify(TEXT)} is ${tokens.length} tokens and back`
    throw new SpiceError('model', `${JSON.stringify(TEXT)} comes back as ${JSON.stringify(back)}`, {
      hint: 'The bundled model is damaged: reinstall the package',
    })
  },
}
