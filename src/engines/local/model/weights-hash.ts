import { createHash } from 'node:crypto'
import type { Tensor } from './tensor.js'

/** sha256 (hex) over names, shapes and bits of all tensors in the order of their names: equal models, equal hash. */
export function weightsHash(weights: ReadonlyMap<string, Tensor>): string {
  const hash = createHash('sha256')
  for (const [name, { shape, data }] of [...weights].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${JSON.stringify([name, shape])}\n`)
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  return hash.digest('hex')
}
