import type { Graph, Value } from './graph.js'
import { add } from './ops/add.js'

/**
 * Reverse-mode differentiation over the graph's tape: extends the graph by the backward pass and returns the
 * gradient of sum(seed * value) over all seeds with respect to each of `targets` (undefined: does not depend on it).
 */
export function gradients(
  graph: Graph,
  seeds: readonly { value: Value; gradient: Value }[],
  targets: readonly Value[],
): (Value | undefined)[] {
  const tape = [...graph.tape] // gradient rules may build recorded operations; those are not walked
  const found = new Map<string, Value>()
  const accumulate = (value: Value, gradient: Value): void => {
    const existing = found.get(value.name)
    found.set(value.name, existing ? add(graph, existing, gradient) : gradient)
  }
  for (const { value, gradient } of seeds) accumulate(value, gradient)
  for (const entry of tape.reverse()) {
    const outputGradients = entry.outputs.map((output) => found.get(output.name))
    if (outputGradients.every((gradient) => gradient === undefined)) continue
    const inputGradients = entry.backward(outputGradients)
    for (const [i, input] of entry.inputs.entries()) {
      const gradient = inputGradients[i]
      if (gradient && graph.needsGradient(input)) accumulate(input, gradient)
    }
  }
  return targets.map((target) => found.get(target.name))
}
