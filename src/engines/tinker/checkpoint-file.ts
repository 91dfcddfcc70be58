import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { SpiceError } from '../../errors.js'
import { TINKER_TARGETS } from './targets.js'

const NAME = 'tinker-checkpoint.json'
const MOST_BYTES = 64 * 1024

const text = z.string().min(1).max(4096)
const schema = z.strictObject({
  version: z.literal(1),
  /** Of the training checkpoint on the server, which holds weights and optimizer. */
  path: text.regex(/^tinker:\/\/[^/]+(\/[^/]+)*\/[a-zA-Z0-9_-]+$/),
  server: text,
  target: z.enum(TINKER_TARGETS),
  baseModel: text,
  rank: z.number().int().min(0).max(65_536),
  /** Optimizer steps up to it. */
  step: z.number().int().min(0),
})

/** What a checkpoint folder of this engine holds: where the server keeps it. */
export type TinkerCheckpoint = Omit<z.infer<typeof schema>, 'version'>

/** Makes `directory`, which must be empty. @throws SpiceError('run') */
export async function emptyFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  if ((await readdir(directory)).length > 0)
    throw new SpiceError('run', `checkpoint folder ${directory} is not empty`)
}

export async function writeCheckpointFile(directory: string, checkpoint: TinkerCheckpoint): Promise<void> {
  const content = schema.parse({ version: 1, ...checkpoint })
  await writeFile(join(directory, NAME), `${JSON.stringify(content, null, 2)}\n`)
}

/** @throws SpiceError('input') if there is none, or it is broken */
export async function readCheckpointFile(directory: string): Promise<TinkerCheckpoint> {
  const file = join(directory, NAME)
  const broken = (reason: string, cause?: unknown) =>
    new SpiceError('input', `${file}: ${reason}`, {
      hint: 'A checkpoint of engine tinker is a folder with this file; checkpoints of other engines cannot be loaded by it.',
      cause,
    })
  let found: unknown
  try {
    found = JSON.parse(await readBounded(file))
  } catch (cause) {
    throw broken(`no readable checkpoint (${(cause as Error).message})`, cause)
  }
  const parsed = schema.safeParse(found)
  if (!parsed.success) throw broken(z.prettifyError(parsed.error))
  const { version: _, ...checkpoint } = parsed.data
  return checkpoint
}

async function readBounded(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new Error('no ordinary file')
    const { size } = found
    if (size > MOST_BYTES) throw new Error(`${size} bytes, more than ${MOST_BYTES}`)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
