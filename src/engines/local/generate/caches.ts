import { Tensor } from 'onnxruntime-node'

/** Keys or values of one layer for a set of rows (or prompts): the first axis counts them. */
export interface Cache {
  data: Float32Array
  dims: number[]
}

export function cacheOf(tensor: Tensor): Cache {
  return { data: tensor.data as Float32Array, dims: [...tensor.dims] }
}

export function tensorOf({ data, dims }: Cache): Tensor {
  return new Tensor('float32', data, dims)
}

/** Keeps the listed rows (ascending) by moving them to the front, in place. */
export function keepRows(cache: Cache, kept: readonly number[]): void {
  const stride = cache.dims.slice(1).reduce((product, size) => product * size, 1)
  for (const [to, from] of kept.entries())
    if (to !== from) cache.data.copyWithin(to * stride, from * stride, (from + 1) * stride)
  cache.data = cache.data.subarray(0, kept.length * stride)
  cache.dims[0] = kept.length
}
