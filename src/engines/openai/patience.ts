import { PATIENCE, Passing, type Patience } from '../../patience/index.js'
import { EndpointError } from './endpoint-error.js'

export interface EndpointPatience extends Patience {
  /** What one try may take, answer included. */
  readonly deadlineSeconds: number
}

export const ENDPOINT_PATIENCE: EndpointPatience = { ...PATIENCE, deadlineSeconds: 900 }

/** What the endpoint failed to do, perhaps for now. Nothing is lost by a repeat but what the server has computed. */
export class EndpointPassing extends Passing {
  constructor(
    readonly failure: EndpointError,
    waitSeconds?: number,
  ) {
    super(failure.message, { waitSeconds, cause: failure })
  }

  /** The error to end with, when `patience` is spent. */
  afterAll({ longestAsked, tries }: Patience): EndpointError {
    const { kind, message, hint, status, cause } = this.failure
    const why =
      this.waitSeconds > longestAsked
        ? `it asks for a pause of ${Math.ceil(this.waitSeconds)} s`
        : `${tries} ${tries === 1 ? 'try' : 'tries'}`
    return new EndpointError(kind, `${message} (given up: ${why})`, { hint, status, cause })
  }
}

const EVERY_MS = 60_000

/** Tells of the first pause and then of one in a minute. */
export function pauseNotices(
  onNotice: ((message: string) => void) | undefined,
): ((failure: Passing, seconds: number) => void) | undefined {
  if (!onNotice) return undefined
  let last = Number.NEGATIVE_INFINITY
  return ({ message }, seconds) => {
    const now = performance.now()
    if (now - last < EVERY_MS) return
    last = now
    onNotice(`${message}; trying again in ${Math.ceil(seconds)} s`)
  }
}
