/**
 * End to end on documents that no one here wrote: the HTML, PDF, Markdown and text of Debian's documentation, fetched
 * with apt-get, and the Markdown of the installed npm packages. Builds a corpus of them, looks for test questions in it
 * (any found is a false alarm: none of these documents is about them), and trains the bundled model on it.
 *
 *   npm run corpus:real -- [--iterations 3] [--packages debian-policy,…] [--keep folder]
 *
 * Ends with 1 if a kind of document gave nothing, if more than one document in a thousand raises a false alarm, or if
 * training fails. Without apt-get it says loudly that it reads what lies in /usr/share/doc, or nothing of Debian.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readManifest } from '../src/corpus/index.js'

const { values } = parseArgs({
  options: {
    iterations: { type: 'string', default: '3' },
    packages: {
      type: 'string',
      default: 'debian-policy,debian-faq,debian-reference-en,developers-reference',
    },
    keep: { type: 'string' },
  },
})
const KINDS = {
  HTML: /\.html?(\.gz)?$/,
  PDF: /\.pdf(\.gz)?$/,
  Markdown: /\.md(\.gz)?$/,
  text: /\.txt(\.gz)?$/,
}
const MOST_FALSE_ALARMS = 0.001

const place = values.keep ?? mkdtempSync(join(tmpdir(), 'real-corpus-'))
mkdirSync(place, { recursive: true })
const failures: string[] = []
try {
  const debian = debianDocuments()
  const sources = [...(debian ? [debian] : []), npmMarkdown()]
  const weights = sources.flatMap((source) => ['--weight', `${source}=1`])
  const whole = 'corpus'
  spice(
    'corpus',
    'build',
    whole,
    ...sources,
    ...weights,
    '--near-duplicates',
    '0.8',
    '--detect-languages',
    '--contamination',
    'flag',
    '--search',
    '--force',
  )
  spice('corpus', 'info', whole)
  checkKinds(whole, debian !== undefined)
  spice('corpus', 'contamination', 'hits', whole)
  checkAlarms(whole)
  spice('corpus', 'search', whole, 'package', 'maintainer', '--limit', '2')

  // The bundled model reads 160 tokens of a document; its tokenizer knows few English words, so these are short.
  const small = 'small'
  spice('corpus', 'build', small, ...sources, ...weights, '--tokens', '160', '--min-tokens', '40', '--force')
  const evaluation = ['--set', 'evaluation.maxQuestionsPerSet=40']
  const run = ['--iterations', values.iterations, '--root', 'runs', '--name', 'real']
  rmSync(join(place, 'runs'), { recursive: true, force: true })
  spice('train', '--corpus', small, ...run, ...evaluation)
} finally {
  if (!values.keep) rmSync(place, { recursive: true, force: true })
}
for (const failure of failures) console.log(`FAILED: ${failure}`)
if (failures.length > 0) process.exitCode = 1

/** Where the packages' documents lie, unpacked; nothing is installed. */
function debianDocuments(): string | undefined {
  const folder = join(place, 'debian')
  const packages = values.packages.split(',')
  if (existsSync(folder)) return 'debian'
  const downloads = join(place, 'packages')
  mkdirSync(downloads, { recursive: true })
  if (!has('apt-get') || !has('dpkg-deb')) return otherwise('there is no apt-get here')
  let fetched = run('apt-get', ['download', '-qq', ...packages], downloads)
  if (fetched !== 0) {
    run('apt-get', ['update', '-qq'], downloads)
    fetched = run('apt-get', ['download', '-qq', ...packages], downloads)
  }
  if (fetched !== 0) return otherwise(`apt-get cannot fetch ${values.packages}`)
  for (const file of readdirSync(downloads))
    if (run('dpkg-deb', ['-x', join(downloads, file), folder], downloads) !== 0)
      return otherwise(`dpkg-deb cannot unpack ${file}`)
  return 'debian'
}

/** A copy, so that both sources lie side by side. */
function npmMarkdown(): string {
  const from = fileURLToPath(new URL('../node_modules', import.meta.url))
  const files = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  )
  for (const file of files) cpSync(join(from, file), join(place, 'npm', file))
  return 'npm'
}

function otherwise(reason: string): string | undefined {
  const installed = '/usr/share/doc'
  const instead = existsSync(installed)
    ? `${installed} is read instead`
    : 'only Markdown of npm packages is read'
  console.log(`\n*** SKIPPED: Debian's documentation packages: ${reason}; ${instead}. ***\n`)
  return existsSync(installed) ? installed : undefined
}

function has(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0
}

function run(command: string, args: readonly string[], cwd: string): number | null {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).status
}

/** The command line from this source, with what it prints shown; must end with 0. */
function spice(...args: string[]): void {
  console.log(`\n$ spice ${args.join(' ')}`)
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
  const node = ['--import', import.meta.resolve('tsx'), main, ...args]
  const { status, stdout } = spawnSync(process.execPath, node, {
    cwd: place,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, npm_lifecycle_event: '' },
  })
  console.log(stdout.trimEnd())
  if (status !== 0) throw new Error(`spice ${args[0]} ${args[1]} ended with ${status}`)
}

interface FileLine {
  readonly name: string
  readonly documents: number
  readonly problems: number
}

function checkKinds(folder: string, withDebian: boolean): void {
  const lines = readFileSync(join(place, folder, 'files.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const files = lines.map((line) => JSON.parse(line) as FileLine)
  console.log('\nkind      files  with documents  documents  with problems')
  for (const [kind, pattern] of Object.entries(KINDS)) {
    const own = files.filter(({ name }) => pattern.test(name))
    const used = own.filter(({ documents }) => documents > 0).length
    const documents = own.reduce((sum, file) => sum + file.documents, 0)
    const broken = own.filter(({ problems }) => problems > 0).length
    const cells = [own.length, used, documents, broken].map((n, i) =>
      String(n).padStart([5, 14, 9, 13][i] ?? 0),
    )
    console.log(`${kind.padEnd(8)}  ${cells.join('  ')}`)
    if (documents === 0 && (withDebian || kind === 'Markdown'))
      failures.push(`no document came of any ${kind} file`)
  }
}

function checkAlarms(folder: string): void {
  const { tallies, contamination } = readManifest(join(place, folder))
  const checked = tallies.contamination.in
  const most = Math.max(0, ...Object.values(contamination).map(({ documents }) => documents))
  const alarms = Object.values(contamination).reduce((sum, { documents }) => sum + documents, 0)
  console.log(
    `\nfalse alarms: ${alarms} in ${checked} documents (${((100 * alarms) / checked).toFixed(3)} %)`,
  )
  if (most > MOST_FALSE_ALARMS * checked) failures.push(`${alarms} false alarms in ${checked} documents`)
}
