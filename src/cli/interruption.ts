import { EXIT } from './exit-codes.js'

/** Ctrl-C and SIGTERM: the first asks the work to stop, the second ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal
  /** The exit code that belongs to the signal that came, if one came. */
  exitCode(): number | undefined
  /** Stops listening. */
  dispose(): void
}

/** npm passes a Ctrl-C on to a process that the terminal has told already: what comes this soon is the same one. */
const ECHO_MILLISECONDS = 250

export function listenForInterruption(onFirst: () => void): Interruption {
  const controller = new AbortController()
  let code: number | undefined
  let first = 0
  const heard = (exitCode: number) => () => {
    if (code !== undefined) {
      if (performance.now() - first > ECHO_MILLISECONDS) process.exit(exitCode)
      return
    }
    first = performance.now()
    code = exitCode
    onFirst()
    controller.abort()
  }
  const interrupt = heard(EXIT.interrupted)
  const terminate = heard(EXIT.terminated)
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  return {
    signal: controller.signal,
    exitCode: () => code,
    dispose() {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
    },
  }
}
