/** Numbers in row-major order; `data.length` is the product of `shape` (1 for a scalar, whose shape is []). */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}
