import type { TinkerSamplingParams } from '../types.js'

export interface SampleRequest {
  readonly samplingSessionId: string
  /** From 0, per sampling session. */
  readonly seqId: number
  readonly prompt: Int32Array
  readonly samples: number
  readonly params: TinkerSamplingParams
  readonly promptLogprobs: boolean
}

/** The body of `POST asample`, JSON. Strings to stop at go as a list, which every server takes. */
export function encodeSample(request: SampleRequest): string {
  const { maxTokens, temperature, topP, topK, seed, stop } = request.params
  const rest = JSON.stringify({
    sampling_session_id: request.samplingSessionId,
    seq_id: request.seqId,
    num_samples: request.samples,
    sampling_params: {
      max_tokens: maxTokens,
      temperature,
      top_k: topK,
      top_p: topP,
      ...(seed !== undefined && { seed }),
      ...(stop !== undefined && { stop }),
    },
    prompt_logprobs: request.promptLogprobs,
    type: 'sample',
  })
  return `{"prompt":{"chunks":[{"type":"encoded_text","tokens":[${request.prompt.join()}]}]},${rest.slice(1)}`
}
