import type { PassResult } from '../types.js'
import { MAX_METRICS } from './bounds.js'
import { floatsOf, isRecord, parseJson } from './json-values.js'
import { protocolError } from './protocol-error.js'

export function decodePassJson(body: Uint8Array): PassResult {
  const answer = parseJson(body)
  if (!isRecord(answer) || !Array.isArray(answer.loss_fn_outputs))
    throw protocolError('result of a pass: no list "loss_fn_outputs"')
  const logprobs = answer.loss_fn_outputs.map((output: unknown, index) => {
    const tensor = isRecord(output) ? output.logprobs : undefined
    if (!isRecord(tensor)) throw protocolError(`result of a pass: no logprobs of datum ${index}`)
    if (tensor.sparse_crow_indices != null)
      throw protocolError(`result of a pass: sparse logprobs of datum ${index}`)
    return floatsOf(tensor.data, `logprobs of datum ${index}`)
  })
  return { logprobs, metrics: metricsOf(answer.metrics) }
}

/** What isn't a number is left out; null is how JSON says NaN. */
function metricsOf(value: unknown): Record<string, number> {
  if (!isRecord(value)) return {}
  const entries = Object.entries(value).slice(0, MAX_METRICS)
  return Object.fromEntries(
    entries.flatMap(([name, metric]) =>
      typeof metric === 'number' ? [[name, metric]] : metric === null ? [[name, Number.NaN]] : [],
    ),
  )
}
