import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const MOST_SECONDS = 540

export interface SpiceCommand {
  /** JSON lines so far. */
  readonly said: readonly Record<string, unknown>[]
  /** Settles when a line of this kind has been printed so often. @throws Error if the command ends before */
  heard(type: string, times?: number): Promise<void>
  /** kill -9 */
  kill(): Promise<void>
  /** @throws Error with what it said, if it ends with anything but 0 */
  readonly done: Promise<void>
}

/** The built program in a process of its own. */
export function spice(...flags: string[]): SpiceCommand {
  const child = spawn(process.execPath, [MAIN, ...flags, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_SECONDS * 1000,
    killSignal: 'SIGKILL',
  })
  const said: Record<string, unknown>[] = []
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  let stderr = ''
  let rest = ''
  let ended: Error | undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() as string
    said.push(...lines.map((line) => JSON.parse(line)))
    tell()
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const done = closed.then((code) => {
    ended = new Error(`spice ${flags.join(' ')} ended with ${code}:\n${stderr.slice(-3000)}`)
    tell()
    if (code !== 0) throw ended
  })
  done.catch(() => undefined)
  return {
    said,
    done,
    heard: (type, times = 1) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const enough = said.filter((line) => line.type === type).length >= times
          if (!enough && !ended) return
          listeners.delete(check)
          if (enough) resolve()
          else reject(ended)
        }
        listeners.add(check)
        check()
      }),
    async kill() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
