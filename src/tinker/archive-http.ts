import { textOf } from './answer-text.js'
import type { ArchiveHttp, ArchiveResponse } from './archive/index.js'
import { sleep } from './clock.js'
import type { Connection } from './connection.js'
import { TinkerError } from './tinker-error.js'
import { Lost } from './transport.js'

const DEADLINE_MS = 60_000
const TRIES = 4

/** The ways of a download: the key goes to the server alone, and a request that got no answer is made again. */
export function archiveHttp(connection: Connection, signal: AbortSignal): ArchiveHttp {
  const { settings, transport, credential, notify } = connection
  const { baseUrl, clock } = settings

  async function get(url: string, { key }: { readonly key: boolean }): Promise<ArchiveResponse> {
    for (let tries = 1; ; tries++) {
      try {
        const response = await transport.stream({
          method: 'GET',
          url,
          headers: key ? await credential.headers() : {},
          lane: 'downloads',
          deadlineMs: DEADLINE_MS,
          signal,
        })
        return { ...response, body: told(response.body) }
      } catch (error) {
        if (!(error instanceof Lost)) throw error
        if (tries === TRIES) throw outOfReach(error)
        notify('retry', `downloading a checkpoint: ${error.message}; trying again`)
        await sleep(clock, 500 * 2 ** tries, signal)
      }
    }
  }

  return {
    baseUrl,
    get,
    sleep: (milliseconds) => sleep(clock, milliseconds, signal),
    textOf: (body) => textOf(body, credential.redact),
  }
}

async function* told(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw error instanceof Lost ? outOfReach(error) : error
  }
}

function outOfReach(error: Lost): TinkerError {
  return new TinkerError('unreachable', `the download of a checkpoint broke off: ${error.message}`, {
    hint: 'download it again into an empty folder',
  })
}
