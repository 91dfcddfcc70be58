export { isDiskFull } from './disk-full.js'
export { flush, renameDurably, writeDurably } from './durable.js'
export { type ExclusiveLock, tryExclusiveLock } from './exclusive-lock.js'
