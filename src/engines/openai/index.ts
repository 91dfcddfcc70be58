export { EndpointError, type EndpointErrorKind } from './endpoint-error.js'
export { type OpenAiSampler, type OpenAiSamplerOptions, openOpenAiSampler } from './openai-sampler.js'
