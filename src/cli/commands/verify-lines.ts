import { createReadStream } from 'node:fs'
import { SpiceError } from '../../errors.js'
import { type JudgeDefaults, judgeStream, type Tally } from '../../judge/index.js'
import { EXIT } from '../exit-codes.js'
import { listenForInterruption } from '../interruption.js'
import { Output } from '../output.js'
import { judgedProgress, presentTally } from '../present/tally.js'
import type { VerifyFlags } from './verify.js'

/** Judges a file, or standard input, and returns the exit code. Results go to stdout, words to stderr. */
export async function verifyLines(
  file: string | undefined,
  flags: VerifyFlags,
  defaults: JudgeDefaults,
): Promise<number> {
  const output = new Output({ json: true })
  const source = file === undefined || file === '-' ? process.stdin : createReadStream(file)
  const interruption = listenForInterruption(() => source.destroy())
  const started = performance.now()
  try {
    const tally = await judgeStream(source, {
      defaults,
      check: flags.check ?? false,
      strict: flags.strict ?? false,
      threads: flags.jobs,
      write: writerOf(process.stdout, interruption.signal),
      onProgress: judgedProgress(output, started),
      signal: interruption.signal,
    })
    output.status('')
    presentTally(output, tally, {
      seconds: (performance.now() - started) / 1000,
      summary: flags.summary ?? false,
      check: flags.check ?? false,
    })
    return interruption.exitCode() ?? exitCodeOf(tally, flags)
  } catch (error) {
    output.status('')
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined || error instanceof SpiceError) throw error
    throw new SpiceError('input', `${file}: can't read: ${(error as Error).message}`, { cause: error })
  } finally {
    interruption.dispose()
    source.destroy()
  }
}

function exitCodeOf(tally: Tally, { check, expectMatch }: VerifyFlags): number {
  if (expectMatch && (tally.outcomes.match ?? 0) < tally.pairs) return EXIT.failure
  if (check && tally.disagreed > 0) return EXIT.failure
  return tally.broken > 0 ? EXIT.input : EXIT.ok
}

/** Writes and waits until the reader has caught up, or is not waited for any more. */
function writerOf(stream: NodeJS.WriteStream, signal: AbortSignal): (bytes: Uint8Array) => Promise<void> {
  return async (bytes) => {
    if (bytes.length === 0 || stream.write(bytes)) return
    await new Promise<void>((resolve) => {
      const go = () => {
        stream.off('drain', go)
        signal.removeEventListener('abort', go)
        resolve()
      }
      stream.on('drain', go)
      signal.addEventListener('abort', go)
    })
  }
}
