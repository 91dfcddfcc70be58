import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { broken, CONTAMINATION, readManifest } from './manifest.js'

const place = z.int().min(0)
const hitSchema = z.object({
  /** Id of the document; it is in the corpus unless it was dropped. */
  document: z.string().max(64),
  dropped: z.boolean(),
  set: z.string().max(10_000),
  item: z.string().max(64),
  start: place,
  end: place,
})
/** One test question in one document, as the build of a corpus found it. Positions are UTF-16, in the document. */
export type RecordedHit = z.infer<typeof hitSchema>

/** All of them, in the order of the documents. Throws SpiceError('input'). */
export async function* contaminationHits(folder: string): AsyncGenerator<RecordedHit> {
  readManifest(folder)
  const lines = createInterface({ input: createReadStream(join(folder, CONTAMINATION)) })
  let number = 0
  for await (const line of lines) {
    number++
    yield parse(folder, line, number)
  }
}

function parse(folder: string, line: string, number: number): RecordedHit {
  try {
    return hitSchema.parse(JSON.parse(line))
  } catch (cause) {
    throw broken(folder, `line ${number} of ${CONTAMINATION} makes no sense`, cause)
  }
}
