import { SpiceError } from '../../errors.js'
import { askServer } from '../../runs/index.js'
import { count } from '../present/numbers.js'
import { oneLine } from '../present/text.js'
import type { Check } from './check.js'

/** What a server is given, all questions together. */
const SECONDS = 20
const SHOWN = 6

/** Whether a Tinker server can be reached with this key, what it serves, and what it makes of repeated requests. */
export function tinkerServerCheck(
  { baseUrl, apiKey }: { readonly baseUrl?: string | undefined; readonly apiKey?: string | undefined },
  seconds = SECONDS,
): Check {
  return { name: 'tinker', run: () => within(seconds, (signal) => ask(baseUrl, apiKey, signal, seconds)) }
}

async function ask(
  baseUrl: string | undefined,
  apiKey: string | undefined,
  signal: AbortSignal,
  seconds: number,
): Promise<string> {
  const { openTinkerClient } = await import('../../tinker/index.js')
  const client = openTinkerClient({ baseUrl, apiKey, patienceSeconds: seconds / 2, signal })
  try {
    const { models } = await askServer(client)
    const repeats = await client.repeats()
    const named = models.slice(0, SHOWN).map(({ name, maxContextLength: context }) => {
      const length = context === undefined ? '' : ` (context of ${count(context)} tokens)`
      return `${oneLine(name, 80)}${length}`
    })
    const rest = models.length > SHOWN ? ` and ${models.length - SHOWN} more` : ''
    const known =
      repeats === 'recognised'
        ? 'it knows a repeated request again'
        : 'it would apply a repeated request twice, so the model is made anew where an answer is lost'
    return `${client.baseUrl} serves ${named.length === 0 ? 'no model' : named.join(', ')}${rest}; ${known}`
  } finally {
    await client.close()
  }
}

async function within(seconds: number, work: (signal: AbortSignal) => Promise<string>): Promise<string> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new SpiceError('engine', `the server has not answered within ${seconds} s`, {
        hint: 'Is the address right, and the server up? SkyRL takes a minute to start',
      })
      reject(error)
      controller.abort(error)
    }, seconds * 1000)
  })
  try {
    return await Promise.race([work(controller.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
