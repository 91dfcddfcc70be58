/** A real SkyRL server on a fixed port that is killed without warning now and then, and started again on the same folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SkyRlServer, startSkyRl } from '../../scripts/skyrl/server.js'

export interface MortalSkyRl {
  readonly url: string
  /** The file in which it keeps its requests. */
  readonly database: string
  readonly kills: number
  /** Kills it as soon as `progress()` has passed the next of `at`; looks often, whatever else is going on. */
  killWhen(at: readonly number[], progress: () => number): void
  /** Resolves when it is up, or fails if it did not come back. No more kills from then on. */
  spare(): Promise<void>
  /** Stops it and removes its folder. */
  close(): Promise<void>
}

export interface MortalSkyRlOptions {
  readonly python: string
  readonly model: string
  readonly onProgress: (line: string) => void
}

const LOOK_MS = 20

export async function startMortalSkyRl(options: MortalSkyRlOptions): Promise<MortalSkyRl> {
  const state = mkdtempSync(join(tmpdir(), 'bench-skyrl-'))
  const start = (port?: number) =>
    startSkyRl({
      ...options,
      state,
      port,
      compiled: join(state, 'compiled'),
      // Models whose making was lost on the way go when their session is silent.
      sessionTimeoutSeconds: 60,
      cleanupSeconds: 5,
      maxAdapters: 16,
      sampleSequences: 64,
    })
  let server: SkyRlServer
  try {
    server = await start()
  } catch (error) {
    rmSync(state, { recursive: true, force: true })
    throw error
  }
  const { port, url } = server
  let kills = 0
  let restarting: Promise<void> | undefined
  let failure: unknown
  let timer: NodeJS.Timeout | undefined
  const restart = async () => {
    await server.kill()
    server = await start(port)
  }
  return {
    url,
    database: join(state, 'tinker.db'),
    get kills() {
      return kills
    },
    killWhen: (at, progress) => {
      timer = setInterval(() => {
        const next = at[kills]
        if (next === undefined || restarting || failure !== undefined || progress() < next) return
        kills++
        options.onProgress(`kill ${kills} of ${at.length}`)
        restarting = restart()
          .catch((error: unknown) => {
            failure = error
          })
          .finally(() => {
            restarting = undefined
          })
      }, LOOK_MS)
    },
    spare: async () => {
      clearInterval(timer)
      await restarting
      if (failure !== undefined) throw failure
    },
    close: async () => {
      clearInterval(timer)
      await restarting
      await server.stop()
      rmSync(state, { recursive: true, force: true })
    },
  }
}
