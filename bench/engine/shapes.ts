/** The measured models: Qwen3, tied embeddings, heads of `headDim`, SwiGLU of twice the width or more. */
export interface Shape {
  readonly name: string
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly headDim: number
  readonly ffn: number
  readonly vocabulary: number
  /** Sequences × tokens of one training step. */
  readonly batch: number
  readonly tokens: number
}

export const SHAPES: readonly Shape[] = [
  {
    name: '0.7M',
    width: 128,
    layers: 4,
    heads: 4,
    headDim: 32,
    ffn: 256,
    vocabulary: 512,
    batch: 128,
    tokens: 64,
  },
  {
    name: '2M',
    width: 192,
    layers: 5,
    heads: 6,
    headDim: 32,
    ffn: 384,
    vocabulary: 512,
    batch: 128,
    tokens: 64,
  },
  {
    name: '6M',
    width: 320,
    layers: 5,
    heads: 5,
    headDim: 64,
    ffn: 640,
    vocabulary: 2048,
    batch: 128,
    tokens: 64,
  },
  {
    name: '36M',
    width: 512,
    layers: 10,
    heads: 8,
    headDim: 64,
    ffn: 1408,
    vocabulary: 8192,
    batch: 8,
    tokens: 256,
  },
]

/** One generation: 16 prompts × 8 samples, as a group of answers is drawn. */
export const GENERATION = { prompts: 16, samples: 8, promptTokens: 32, newTokens: 64 } as const
