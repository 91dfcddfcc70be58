import { Tensor } from 'onnxruntime-node'

/**
 * Where the rows of a batch stand in the rectangles in which their prompts' keys are met: prompt s shows one slot for
 * each of its rows, padded to the largest count with row 0, whose result nothing reads. `promptOfRow` [R] counts
 * prompts 0 … S - 1, each with a row at least. See `buildStepGraph` for the shapes.
 */
export function promptLayout(
  promptOfRow: readonly number[],
  prompts: number,
  { heads, kvHeads }: { heads: number; kvHeads: number },
): { slots: Tensor; places: Tensor } {
  const repeat = heads / kvHeads
  const rows = promptOfRow.length
  const counts = new Array<number>(prompts).fill(0)
  const slotOfRow = promptOfRow.map((prompt) => {
    const slot = counts[prompt] as number
    counts[prompt] = slot + 1
    return slot
  })
  const wide = Math.max(...counts) * repeat
  const slots = new BigInt64Array(prompts * kvHeads * wide)
  const places = new BigInt64Array(rows * heads)
  for (const [row, prompt] of promptOfRow.entries()) {
    for (let head = 0; head < heads; head++) {
      const kvHead = Math.floor(head / repeat)
      const column = (slotOfRow[row] as number) * repeat + (head % repeat)
      const place = (prompt * kvHeads + kvHead) * wide + column
      slots[place] = BigInt(row * heads + head)
      places[row * heads + head] = BigInt(place)
    }
  }
  return {
    slots: new Tensor('int64', slots, [prompts, kvHeads, wide]),
    places: new Tensor('int64', places, [rows, kvHeads, repeat, 1]),
  }
}
