/** A tensor of the graph under construction. Its shape lives in comments and names, as dimensions are dynamic. */
export interface Value {
  readonly name: string
  readonly type: ElementType
}

export type ElementType = 'float32' | 'int64' | 'bool'

export type Attribute = number | string | readonly number[] | { readonly int: number }

export interface Constant {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly data: Float32Array | BigInt64Array | Uint8Array
}

export interface GraphNode {
  readonly operator: string
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

export interface GraphPort extends Value {
  /** Rank only: every dimension may vary from call to call. */
  readonly rank: number
}

/** One differentiable operation, recorded as it was built: what `gradients` walks backwards. */
export interface TapeEntry {
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  /** Gradients of the inputs (undefined: none needed) from those of the outputs (undefined: zero). */
  backward(outputGradients: readonly (Value | undefined)[]): (Value | undefined)[]
}

/**
 * An ONNX graph under construction. Operations are functions over it (see `ops/`); the graph itself knows names,
 * constants, and the tape for reverse-mode differentiation.
 */
export class Graph {
  readonly nodes: GraphNode[] = []
  readonly inputs: GraphPort[] = []
  readonly outputs: GraphPort[] = []
  readonly constants: Constant[] = []
  readonly tape: TapeEntry[] = []
  private readonly known = new Map<string, Value>()
  private readonly differentiable = new Set<string>()
  private counter = 0

  input(name: string, type: ElementType, rank: number): Value {
    const port = { name, type, rank }
    this.inputs.push(port)
    return port
  }

  /** A model weight: a float32 input with respect to which gradients may be asked. */
  weight(name: string, rank: number): Value {
    this.differentiable.add(name)
    return this.input(name, 'float32', rank)
  }

  output(name: string, value: Value, rank: number): void {
    this.nodes.push({
      operator: 'Identity',
      domain: '',
      inputs: [value.name],
      outputs: [name],
      attributes: {},
    })
    this.outputs.push({ name, type: value.type, rank })
  }

  /** A float32 scalar, shared by value. */
  scalar(x: number): Value {
    return this.constant(`float:${x}`, 'float32', [], Float32Array.of(x))
  }

  /** An int64 vector, shared by value: shapes, axes, slice bounds. */
  integers(...xs: number[]): Value {
    return this.constant(`int:${xs.join(',')}`, 'int64', [xs.length], BigInt64Array.from(xs, BigInt))
  }

  constant(key: string, type: ElementType, shape: readonly number[], data: Constant['data']): Value {
    const existing = this.known.get(key)
    if (existing) return existing
    const value = { name: this.fresh('constant'), type }
    this.constants.push({ ...value, shape, data })
    this.known.set(key, value)
    return value
  }

  /** Adds a node with one output, of the type of its first input unless told. */
  node(
    operator: string,
    inputs: readonly (Value | undefined)[],
    attributes: Record<string, Attribute> = {},
    options: { type?: ElementType; domain?: string } = {},
  ): Value {
    const types = [options.type ?? inputs[0]?.type ?? 'float32']
    return this.nodeWithOutputs(operator, inputs, types, attributes, options.domain)[0] as Value
  }

  /** Adds a node with several outputs. */
  nodeWithOutputs(
    operator: string,
    inputs: readonly (Value | undefined)[],
    outputTypes: readonly ElementType[],
    attributes: Record<string, Attribute> = {},
    domain = '',
  ): Value[] {
    const outputs = outputTypes.map((type) => ({ name: this.fresh(operator), type }))
    this.nodes.push({
      operator,
      domain,
      inputs: inputs.map((input) => input?.name ?? ''),
      outputs: outputs.map((output) => output.name),
      attributes,
    })
    return outputs
  }

  /** Records an operation for differentiation, if anything that it reads depends on a weight. */
  record(entry: TapeEntry): void {
    if (!entry.inputs.some((input) => this.needsGradient(input))) return
    for (const output of entry.outputs) this.differentiable.add(output.name)
    this.tape.push(entry)
  }

  needsGradient(value: Value): boolean {
    return this.differentiable.has(value.name)
  }

  private fresh(base: string): string {
    return `${base}_${this.counter++}`
  }
}
