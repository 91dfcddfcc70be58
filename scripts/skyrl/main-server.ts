import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { startSkyRl } from './server.js'

export interface SkyRlSetting {
  readonly python: string
  /** Of the server that all files share; it serves `random`. */
  readonly url: string
  /** Model folders, which are also their names on servers: random weights, and the bundled model's in float32. */
  readonly random: string
  readonly trained: string
  /** Of programs that JAX compiled, for all servers. */
  readonly compiled: string
  /** For whatever tests write; goes away at the end. */
  readonly folder: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    skyrl: SkyRlSetting
  }
}

/** One server for all files: its first calls compile, which takes longer than all that is tested. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const python = process.env.SKYRL_PYTHON
  if (!python) throw new Error('SKYRL_PYTHON is not set: run bash scripts/skyrl/test.sh')
  const folder = await mkdtemp(join(tmpdir(), 'spice-skyrl-'))
  const make = fileURLToPath(new URL('make-tiny-model.py', import.meta.url))
  const random = join(folder, 'random')
  const trained = join(folder, 'trained')
  const compiled = process.env.SKYRL_COMPILED ?? join(folder, 'compiled')
  await promisify(execFile)(python, [make, random])
  await promisify(execFile)(python, [make, trained, '--trained'])
  const server = await startSkyRl({
    python,
    model: random,
    state: join(folder, 'main-server'),
    compiled,
    onProgress: (line) => console.log(line),
  })
  project.provide('skyrl', { python, url: server.url, random, trained, compiled, folder })
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
