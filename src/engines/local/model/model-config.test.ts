import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SpiceError } from '../../../errors.js'
import { readModelConfig } from './model-config.js'
import { ropeFrequencies, ropeTables } from './rope.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'))
})
afterAll(() => rm(folder, { recursive: true }))

const BASE = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_act: 'silu',
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  vocab_size: 100,
  max_position_embeddings: 512,
}

async function read(changes: object, generation?: object) {
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...BASE, ...changes }))
  await rm(join(folder, 'generation_config.json'), { force: true })
  if (generation) await writeFile(join(folder, 'generation_config.json'), JSON.stringify(generation))
  return await readModelConfig(folder)
}

const LLAMA3 = {
  rope_type: 'llama3',
  factor: 8,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 128,
}

describe('readModelConfig', () => {
  it('fills in what Llama 2 leaves out', async () => {
    expect(await read({ eos_token_id: 2 })).toEqual({
      family: 'llama',
      vocabulary: 100,
      width: 64,
      layers: 3,
      heads: 4,
      kvHeads: 4,
      headDim: 16,
      ffn: 96,
      ropeTheta: 10_000,
      rmsEpsilon: 1e-6,
      tied: false,
      contextTokens: 512,
      qkvBias: false,
      qkNorm: false,
      eosTokens: [2],
    })
  })

  it('reads rotary parameters in the layouts of transformers 4 and 5 alike', async () => {
    const old = await read({ rope_theta: 500_000, rope_scaling: LLAMA3 })
    const current = await read({ rope_parameters: { ...LLAMA3, rope_theta: 500_000 } })
    expect(current).toEqual(old)
    expect(old.ropeTheta).toBe(500_000)
    expect(old.ropeScaling).toEqual({
      factor: 8,
      lowFreqFactor: 1,
      highFreqFactor: 4,
      originalContextTokens: 128,
    })
    expect((await read({ rope_parameters: { rope_type: 'default', rope_theta: 7 } })).ropeTheta).toBe(7)
    expect((await read({ rope_scaling: null, rope_theta: 9 })).ropeTheta).toBe(9)
  })

  it('knows what sets Qwen2 and Qwen3 apart', async () => {
    const qwen2 = await read({
      model_type: 'qwen2',
      architectures: ['Qwen2ForCausalLM'],
      tie_word_embeddings: true,
    })
    expect(qwen2).toMatchObject({ qkvBias: true, qkNorm: false, headDim: 16, tied: true })
    const qwen3 = await read({
      model_type: 'qwen3',
      architectures: ['Qwen3ForCausalLM'],
      num_key_value_heads: 2,
    })
    expect(qwen3).toMatchObject({ qkvBias: false, qkNorm: true, headDim: 128, kvHeads: 2 })
  })

  it('takes the end tokens by which transformers generates', async () => {
    expect((await read({ eos_token_id: 1 }, { eos_token_id: [7, 8, 7] })).eosTokens).toEqual([7, 8])
    expect((await read({ eos_token_id: 1 }, {})).eosTokens).toEqual([1])
    expect((await read({})).eosTokens).toEqual([])
  })

  it.each<[object, RegExp]>([
    [{ model_type: 'mistral' }, /model_type is "mistral", accepted: llama, qwen2, qwen3/],
    [
      { architectures: ['LlamaForSequenceClassification'] },
      /architectures is .*accepted: \["LlamaForCausalLM"\]/,
    ],
    [{ hidden_act: 'gelu' }, /hidden_act is "gelu", accepted: silu/],
    [{ use_sliding_window: true }, /use_sliding_window is true, accepted: false/],
    [{ attention_bias: true }, /attention_bias is true/],
    [{ mlp_bias: true }, /mlp_bias is true/],
    [{ layer_types: ['full_attention', 'sliding_attention'] }, /layer_types/],
    [{ quantization_config: { bits: 4 } }, /quantization_config/],
    [
      { rope_scaling: { type: 'yarn', factor: 4 } },
      /rope_scaling\.type is "yarn", accepted: default, llama3/,
    ],
    [{ rope_scaling: { ...LLAMA3, factor: '8' } }, /rope_scaling\.factor is "8", accepted: a number above 0/],
    [{ rope_parameters: { full_attention: { rope_theta: 5 } } }, /rope_parameters\.full_attention/],
    [{ partial_rotary_factor: 0.5 }, /partial_rotary_factor is 0.5, accepted: 1/],
    [{ hidden_size: undefined }, /hidden_size is missing, accepted: an integer/],
    [{ num_hidden_layers: 1e6 }, /num_hidden_layers is 1000000/],
    [{ num_key_value_heads: 3 }, /num_key_value_heads is 3, accepted: a divisor of 4 heads/],
    [{ head_dim: 7 }, /head_dim is 7, accepted: an even number/],
    [{ num_attention_heads: 5 }, /head_dim is missing/],
    [{ rms_norm_eps: -1 }, /rms_norm_eps is -1/],
    [{ tie_word_embeddings: 'yes' }, /tie_word_embeddings is "yes"/],
    [{ eos_token_id: -3 }, /eos_token_id is -3/],
  ])('refuses %j', async (changes, message) => {
    const error = await read(changes).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(SpiceError)
    expect((error as SpiceError).message).toMatch(message)
    expect((error as SpiceError).message).toContain(join(folder, 'config.json'))
  })

  it.each(['[]', '{', '"text"'])('refuses %s in place of an object', async (text) => {
    await writeFile(join(folder, 'config.json'), text)
    await expect(readModelConfig(folder)).rejects.toThrow(SpiceError)
  })

  it('says what a model folder is when there is none', async () => {
    await expect(readModelConfig(join(folder, 'none'))).rejects.toThrow(/config\.json: not found/)
  })
})

describe('rope', () => {
  it('keeps fast waves, slows slow ones down and goes between in proportion', () => {
    // Over 128 positions the waves turn 128 f / 2 pi times: 20.4, 2.04, 0.204, 0.0204 with theta 10^4 and 4 pairs.
    const scaling = { factor: 8, lowFreqFactor: 1, highFreqFactor: 4, originalContextTokens: 128 }
    const [fast, between, slow, slowest] = ropeFrequencies({
      headDim: 8,
      ropeTheta: 10_000,
      ropeScaling: scaling,
    })
    expect(fast).toBe(1)
    expect(slow).toBeCloseTo(0.01 / 8, 12)
    expect(slowest).toBeCloseTo(0.001 / 8, 12)
    const share = ((128 * 0.1) / (2 * Math.PI) - 1) / 3
    expect(between).toBeCloseTo(0.1 * (share + (1 - share) / 8), 12)
  })

  it('tabulates cosines and sines by position', () => {
    const { cos, sin } = ropeTables({ headDim: 4, ropeTheta: 100 }, 3)
    expect([...cos].map((x) => x.toFixed(6))).toEqual(
      [1, 1, Math.cos(1), Math.cos(0.1), Math.cos(2), Math.cos(0.2)].map((x) => x.toFixed(6)),
    )
    expect(sin[4]).toBeCloseTo(Math.sin(2), 6)
    expect(sin[5]).toBeCloseTo(Math.sin(0.2), 6)
  })

  it('rounds angles as transformers does, far out too', () => {
    // (99999 * inv_freq).cos() of PyTorch in 32 bits; exact angles would give -0.9779 for the second.
    const { cos } = ropeTables({ headDim: 8, ropeTheta: 10_000 }, 100_000)
    const torch = [-0.5098753571510315, -0.9778273701667786, 0.5706276297569275, 0.8618162274360657]
    for (const [pair, expected] of torch.entries()) expect(cos[99_999 * 4 + pair]).toBeCloseTo(expected, 6)
    expect(Math.abs(Math.cos(9999.9) - (torch[1] as number))).toBeGreaterThan(5e-5)
  })
})
