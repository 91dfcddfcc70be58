import { downloadArchive } from './archive/index.js'
import { archiveHttp } from './archive-http.js'
import { parseCheckpointPath } from './checkpoint-path.js'
import { deleteCheckpoint, listCheckpoints, weightsInfo } from './checkpoints.js'
import { follow } from './clock.js'
import { Connection } from './connection.js'
import type { TinkerClient, TinkerClientOptions } from './contract.js'
import { Credential } from './credential.js'
import { Limit } from './limit.js'
import { notices } from './notices.js'
import { SampleGate } from './sample-gate.js'
import { askTraits } from './server.js'
import { openSession, type Shared } from './session.js'
import { settingsOf } from './settings.js'
import { TinkerError } from './tinker-error.js'
import { Transport } from './transport.js'
import { WireChoice } from './wire-choice.js'

/**
 * A client of a Tinker server. Asks nothing of the server yet; the first call does.
 * Throws TinkerError: `rejected` for options that cannot be, `authentication` for a key that is missing or cannot be one.
 */
export function openTinkerClient(options: TinkerClientOptions = {}): TinkerClient {
  const settings = settingsOf(options)
  const credential = new Credential(settings.apiKey)
  const { controller, letGo } = follow(options.signal)
  const lifetime = controller.signal
  const transport = new Transport(settings.clock)
  const notify = notices(options.onNotice, credential.redact, settings.clock)
  const connection = new Connection(settings, transport, credential, notify, lifetime)
  const traits = askTraits(connection)
  const wire = new WireChoice(settings.wire)
  let limits: Pick<Shared, 'gate' | 'room'> | undefined

  /** Before every call: how to show the key depends on what the server wants. */
  async function ready(): Promise<Shared> {
    lifetime.throwIfAborted()
    const known = await traits()
    limits ??= { gate: new SampleGate(known.maxSamples, settings.clock), room: new Limit(known.answerBytes) }
    return { connection, traits: known, wire, ...limits }
  }

  return {
    baseUrl: settings.baseUrl,
    async capabilities() {
      await ready()
      const answer = await connection.call({
        what: 'get_server_capabilities',
        method: 'GET',
        path: 'get_server_capabilities',
        lane: 'control',
        repeatable: true,
      })
      const { supported_models: models } = connection.read('capabilities', answer)
      return {
        models: models.map(({ model_name: name, max_context_length: maxContextLength }) => ({
          name,
          maxContextLength,
        })),
      }
    },
    async repeats() {
      const { traits: known } = await ready()
      return known.knowsTraining ? 'recognised' : 'applied-twice'
    },
    openSession: async ({ tags = [] } = {}) => openSession(await ready(), tags),
    async weightsInfo(path) {
      await ready()
      return weightsInfo(connection, path)
    },
    async listCheckpoints(modelId) {
      await ready()
      return listCheckpoints(connection, modelId)
    },
    async deleteCheckpoint(path) {
      await ready()
      return deleteCheckpoint(connection, path)
    },
    async downloadCheckpoint(path, directory, { signal, onProgress } = {}) {
      const checkpoint = parseCheckpointPath(path)
      await ready()
      const both = follow(lifetime, signal)
      try {
        const http = archiveHttp(connection, both.controller.signal)
        return await downloadArchive(http, checkpoint, directory, { onProgress })
      } finally {
        // Ends what nobody has read of an answer.
        both.controller.abort()
        both.letGo()
      }
    },
    async close() {
      if (!lifetime.aborted) controller.abort(new TinkerError('closed', 'the Tinker client was closed'))
      letGo()
      await transport.close()
    },
  }
}
