import { describe, expect, it } from 'vitest'
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half-floats.js'

const bf16 = (value: number): number => {
  const out = new Uint16Array(1)
  float32ToBfloat16(Float32Array.of(value), out)
  return out[0] as number
}
const f16 = (value: number): number => {
  const out = new Uint16Array(1)
  float32ToFloat16(Float32Array.of(value), out)
  return out[0] as number
}

describe('half precision', () => {
  it.each(
    [float32ToBfloat16, float32ToFloat16].map((to, i) => [['bf16', 'f16'][i], to] as const),
  )('returns each of the 65,536 patterns of %s unchanged', (name, narrow) => {
    const all = Uint16Array.from({ length: 65_536 }, (_, i) => i)
    const wide = new Float32Array(65_536)
    if (name === 'bf16') bfloat16ToFloat32(all, wide)
    else float16ToFloat32(all, wide)
    const back = new Uint16Array(65_536)
    narrow(wide, back)
    const differing = [...all].filter((i) => back[i] !== i && !Number.isNaN(wide[i]))
    expect(differing).toEqual([])
    expect([...wide].filter(Number.isNaN).length).toBe(name === 'bf16' ? 254 : 2046)
  })

  it('rounds to nearest, ties to even', () => {
    expect(bf16(1 + 2 ** -8)).toBe(0x3f80) // halfway between 1 and 1 + 2^-7: the even one below
    expect(bf16(1 + 3 * 2 ** -8)).toBe(0x3f82) // halfway: the even one above
    expect(bf16(1 + 2 ** -8 + 2 ** -20)).toBe(0x3f81)
    expect(bf16(3.4e38)).toBe(0x7f80) // beyond the largest: infinity
    expect(f16(1 + 2 ** -11)).toBe(0x3c00)
    expect(f16(1 + 3 * 2 ** -11)).toBe(0x3c02)
    expect(f16(2 ** -25)).toBe(0) // half of the smallest subnormal
    expect(f16(2 ** -25 * 1.5)).toBe(1)
    expect(f16(3 * 2 ** -25)).toBe(2)
    expect(f16(65_519)).toBe(0x7bff)
    expect(f16(-65_520)).toBe(0xfc00)
    expect(f16(2 ** -14 * (1 - 2 ** -12))).toBe(0x0400) // a subnormal that rounds into the normal range
  })
})
