import { statfsSync } from 'node:fs'
import { availableParallelism, freemem, totalmem } from 'node:os'
import { SpiceError } from '../../errors.js'
import { bytes } from '../present/numbers.js'
import type { Check } from './check.js'

const LEAST_MEMORY = 2 ** 30
const LEAST_DISK = 2 ** 29

export const coresCheck: Check = {
  name: 'cores',
  async run() {
    return `${availableParallelism()} to compute with`
  },
}

export const memoryCheck: Check = {
  name: 'memory',
  async run() {
    const found = `${bytes(totalmem())}, ${bytes(freemem())} of it free`
    if (totalmem() >= LEAST_MEMORY) return found
    throw new SpiceError('config', found, { hint: `The bundled model wants ${bytes(LEAST_MEMORY)}` })
  },
}

export const diskCheck: Check = {
  name: 'disk',
  async run() {
    const { bavail, bsize } = statfsSync(process.cwd())
    const found = `${bytes(bavail * bsize)} free in ${process.cwd()}`
    if (bavail * bsize >= LEAST_DISK) return found
    throw new SpiceError('config', found, {
      hint: `A short run wants ${bytes(LEAST_DISK)}; see \`spice train --root\``,
    })
  },
}
