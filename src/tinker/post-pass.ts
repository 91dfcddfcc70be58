import type { Called } from './connection.js'
import type { SessionContext } from './session-context.js'
import type { HttpAnswer } from './transport.js'
import type { WireFormat } from './types.js'
import { encodePass, type PassRequest } from './wire/index.js'

/**
 * Sends one pass, in protobuf first where it isn't known whether the server reads that: one that does not refuses it
 * (which is certain: nothing was taken) and gets the same pass in JSON.
 */
export async function postPass(context: SessionContext, request: PassRequest): Promise<Called> {
  const { wire, traits } = context
  const known = wire.known ?? traits.wire
  if (known) return post(context, request, known, false)
  const answer = await post(context, request, 'protobuf', true)
  const format = isRefusal(answer) ? 'json' : 'protobuf'
  const taken = format === 'json' ? await post(context, request, 'json', false) : answer
  wire.settle(format)
  return taken
}

function post(
  { connection, traits, signal }: SessionContext,
  request: PassRequest,
  format: WireFormat,
  trial: boolean,
): Promise<Called> {
  const what = request.forwardOnly ? 'forward' : 'forward_backward'
  return connection.call({
    what,
    // Protobuf has one path for both.
    path: format === 'protobuf' ? 'forward_backward' : what,
    body: encodePass(request, format),
    lane: 'training',
    repeatable: request.forwardOnly || traits.knowsTraining,
    forgets: true,
    signal,
    ...(trial && { passes: isRefusal }),
  })
}

function isRefusal({ status, body }: HttpAnswer): boolean {
  return status === 415 || status === 422 || (status === 400 && body.length > 0)
}
