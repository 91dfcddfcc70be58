import { SpiceError } from '../../errors.js'
import type { Check } from './check.js'

const LEAST = [20, 19] as const

export const nodeCheck: Check = {
  name: 'node',
  async run() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    const found = `${process.version} on ${process.platform} ${process.arch}`
    if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return found
    throw new SpiceError('config', `${found} is older than ${LEAST.join('.')}`, {
      hint: 'Install a current Node.js (20.19, 22, 24 or newer)',
    })
  },
}
