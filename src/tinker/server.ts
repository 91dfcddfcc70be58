import type { Connection } from './connection.js'
import type { WireFormat } from './types.js'
import { isAnswer, isProtobuf, readJson } from './wire/index.js'

/** The version of the official client whose protocol this one speaks; the service decides by it what it offers. */
export const SPOKEN_VERSION = '0.25.0'

/** What a server wants and can. */
export interface ServerTraits {
  /** Of one part of a batch. */
  readonly chunkDatums: number
  readonly chunkBytes: number
  readonly maxSamples: number
  /** Bytes of large results on their way at a time. */
  readonly answerBytes: number
  /** Passes and steps with a sequence number that it has seen are the same request to it. */
  readonly knowsTraining: boolean
  /** So is everything else with a number: models, loads. */
  readonly knowsAll: boolean
  /** What bodies of passes must be made of, where the server says so. */
  readonly wire: WireFormat | undefined
}

/** Asks the server once, and again only if that failed; from then on the key is exchanged where the server wants it. */
export function askTraits(connection: Connection): () => Promise<ServerTraits> {
  let asked: Promise<ServerTraits> | undefined
  return () => {
    asked ??= readTraits(connection).catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}

async function readTraits(connection: Connection): Promise<ServerTraits> {
  const { settings, credential } = connection
  const answer = await connection.call({
    what: 'client/config',
    path: 'client/config',
    body: { sdk_version: SPOKEN_VERSION },
    lane: 'control',
    repeatable: true,
    withKey: true,
    // Servers older than this call.
    passes: ({ status }) => status === 404 || status === 405 || status === 422,
  })
  const good = answer.status < 300
  const config = connection.read('clientConfig', good ? answer : { ...answer, body: Buffer.from('{}') })
  if (config.pjwt_auth_enabled)
    credential.exchangeBy(async () => {
      const token = await connection.call({
        what: 'auth/token',
        path: 'auth/token',
        body: {},
        lane: 'control',
        repeatable: true,
        withKey: true,
        passes: ({ status }) => status === 404,
      })
      return token.status === 404 ? undefined : connection.read('authToken', token).jwt
    })
  const found = await findOut(connection)
  const repeats = settings.repeats === undefined ? found.repeats : given(settings.repeats)
  return {
    chunkDatums: Math.max(1, config.fwdbwd_max_chunk_len),
    chunkBytes: Math.max(1, config.fwdbwd_max_chunk_bytes_count),
    maxSamples: Math.max(1, Math.min(settings.maxConcurrentSamples, config.sample_max_concurrent_requests)),
    answerBytes: Math.max(1, config.inflight_response_bytes_semaphore_size),
    knowsTraining: repeats !== 'nothing',
    knowsAll: repeats === 'all',
    wire: found.wire,
  }
}

function given(repeats: 'recognised' | 'applied-twice'): 'all' | 'nothing' {
  return repeats === 'recognised' ? 'all' : 'nothing'
}

interface Found {
  readonly repeats: 'all' | 'training' | 'nothing'
  readonly wire: WireFormat | undefined
}

/**
 * The hosted service knows all; SkyRL tells by its document; of any other server we assume the worst. SkyRL 0.3.0 must not
 * be tried with protobuf: it mostly breaks down over it, and what the 500 means for a pass is then in doubt.
 */
async function findOut(connection: Connection): Promise<Found> {
  if (connection.settings.hosted) return { repeats: 'all', wire: undefined }
  const answer = await connection.call({
    what: 'openapi.json',
    method: 'GET',
    path: '/openapi.json',
    lane: 'control',
    repeatable: true,
    maxBytes: 8 * 2 ** 20,
    passes: ({ status }) => status >= 400 && status < 500 && status !== 408 && status !== 429,
  })
  if (answer.status >= 300 || !answer.contentType.includes('json'))
    return { repeats: 'nothing', wire: undefined }
  const document = isAnswer(
    'openApi',
    connection.decode(() => readJson('openapi.json', answer.body)),
  )
  const step = document?.components?.schemas?.OptimStepRequest
  const bodies = Object.keys(document?.paths?.['/api/v1/forward_backward']?.post?.requestBody?.content ?? {})
  return {
    repeats: step?.properties && 'seq_id' in step.properties ? 'training' : 'nothing',
    wire: bodies.length > 0 && !bodies.some(isProtobuf) ? 'json' : undefined,
  }
}
