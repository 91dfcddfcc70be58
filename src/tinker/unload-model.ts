import { follow, onAbort } from './clock.js'
import { retrieveFuture } from './retrieve-future.js'
import type { SessionContext } from './session-context.js'

const LONGEST_MS = 30_000

/**
 * Frees the server's place when the model is `idle`. Best effort, for half a minute: servers without the call free it
 * when the session ends.
 */
export async function unloadModel(
  { connection, room, signal }: SessionContext,
  modelId: string,
  idle: Promise<unknown>,
): Promise<void> {
  const { controller, letGo } = follow(connection.lifetime, signal)
  const callOff = connection.settings.clock.after(LONGEST_MS, () => controller.abort(new Error('too slow')))
  const tooLate = new Promise<never>((_, reject) => {
    onAbort(controller.signal, () => reject(controller.signal.reason))
  })
  try {
    await Promise.race([idle, tooLate])
    const answer = await connection.call({
      what: 'unload_model',
      path: 'unload_model',
      body: { model_id: modelId, type: 'unload_model' },
      lane: 'control',
      repeatable: true,
      signal: controller.signal,
      passes: ({ status }) => status >= 300,
    })
    if (answer.status >= 300) return
    const { request_id: requestId } = connection.read('future', answer)
    const future = {
      what: 'unload_model',
      requestId,
      lane: 'futures',
      room,
      signal: controller.signal,
    } as const
    await retrieveFuture(connection, future, () => undefined)
  } catch {
    // See above.
  } finally {
    callOff()
    letGo()
  }
}
