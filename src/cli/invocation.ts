import { resolve } from 'node:path'
import { RUNS_ROOT, type RunFolder } from '../runs/index.js'
import { withoutSecrets } from '../secrets.js'

/** How the reader calls this program, for lines that they are to copy: as they just did. */
export function invocation(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const script = environment.npm_lifecycle_event
  return script === 'start' || script === 'spice' ? 'npm run -s spice --' : 'spice'
}

/** What a flag that takes a key is followed by in a command line that is kept. */
const KEY = '***'

/**
 * The command line as it was typed, for the run's folder, but for keys; arguments are quoted where a shell needs it.
 */
export function commandLine(argv: readonly string[] = process.argv): string {
  const words = argv.slice(2).map((word, i, all) => {
    if (all[i - 1] === '--api-key') return KEY
    return word.startsWith('--api-key=') ? `--api-key=${KEY}` : quoted(withoutSecrets(word))
  })
  return ['spice', ...words].join(' ')
}

/** A run as an argument: by name where a name is enough. */
export function runArgument(folder: RunFolder): string {
  return quoted(folder.path === resolve(RUNS_ROOT, folder.name) ? folder.name : folder.path)
}

/** As a shell takes it. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}
