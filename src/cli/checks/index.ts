import { assetsCheck } from './assets.js'
import type { Check } from './check.js'
import { coresCheck, diskCheck, memoryCheck } from './machine.js'
import { nodeCheck } from './node.js'
import { runtimeCheck } from './runtime.js'
import { storeCheck } from './store.js'
import { tokenizerCheck } from './tokenizer.js'

/** In the order in which one needs the other. */
export const CHECKS: readonly Check[] = [
  nodeCheck,
  coresCheck,
  memoryCheck,
  diskCheck,
  runtimeCheck,
  storeCheck,
  assetsCheck,
  tokenizerCheck,
]
