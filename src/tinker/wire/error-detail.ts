import { z } from 'zod'
import { MAX_MESSAGE } from './bounds.js'

/** What the body of an error says, in one line: `{"detail"}` (a string or a list of complaints), `{"error"}`, or its text. */
export function errorDetail(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, MAX_MESSAGE))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return oneLine(text)
  }
  const parsed = ERROR.safeParse(value)
  if (!parsed.success) return oneLine(text)
  const { detail, error, message: said } = parsed.data
  if (Array.isArray(detail))
    return oneLine(
      detail
        .slice(0, 5)
        .map(({ loc, msg }) => [loc?.join('.'), msg].filter(Boolean).join(': '))
        .join('; '),
    )
  return oneLine(detail ?? error ?? said ?? text)
}

const ERROR = z.object({
  detail: z
    .union([
      z.string(),
      z.array(
        z.object({
          loc: z.array(z.union([z.string(), z.number()])).optional(),
          msg: z.string().optional(),
        }),
      ),
    ])
    .nullish(),
  error: z.string().nullish(),
  message: z.string().nullish(),
})

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}
