import { resolve } from 'node:path'
import { RUNS_ROOT, type RunFolder } from '../runs/index.js'

/** How the reader calls this program, for lines that they are to copy: as they just did. */
export function invocation(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const script = environment.npm_lifecycle_event
  return script === 'start' || script === 'spice' ? 'npm run -s spice --' : 'spice'
}

/** The command line as it was typed, for the run's folder; arguments are quoted where a shell needs it. */
export function commandLine(argv: readonly string[] = process.argv): string {
  return ['spice', ...argv.slice(2).map(quoted)].join(' ')
}

/** A run as an argument: by name where a name is enough. */
export function runArgument(folder: RunFolder): string {
  return quoted(folder.path === resolve(RUNS_ROOT, folder.name) ? folder.name : folder.path)
}

/** As a shell takes it. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}
