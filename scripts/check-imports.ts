/**
 * The house rule on imports (docs/architecture.md): a room imports only rooms below it, through their front doors.
 * Prints each breach as `file: reason` and exits 1 if there is one.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** From top to bottom. Files directly in src/ (words, errors) are the floor; src/index.ts is the library's door. */
const ROOMS = [
  'cli',
  'runs',
  'task-sets',
  'play',
  'evals',
  'corpus',
  'hub',
  'roles',
  'contamination',
  'advantages',
  'rewards',
  'judge',
  'verify',
  'config',
  'engines',
  'tinker',
  'tokenizer',
  'protobuf',
  'random',
  'patience',
  'disk',
]
const FRONT_DOOR = /^(index|engine)\.js$/
/** What tests are made of may reach anywhere. */
const FOR_TESTS = /\.test\.ts$|\/fixtures\//

const source = fileURLToPath(new URL('../src', import.meta.url))
const breaches: string[] = []
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

for (const file of files) {
  const [room, ...rest] = file.split('/')
  if (!room || rest.length === 0) continue
  const rank = ROOMS.indexOf(room)
  if (rank < 0) breaches.push(`${file}: room "${room}" is not in the list of scripts/check-imports.ts`)
  const text = readFileSync(join(source, file), 'utf8')
  for (const [, specifier] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
    const target = relative(source, normalize(join(source, dirname(file), specifier as string)))
    const parts = target.split('/')
    const targetRoom = parts[0] as string
    if (target.startsWith('..')) {
      if (!FOR_TESTS.test(file)) breaches.push(`${file}: imports ${specifier}, outside src`)
    } else if (parts.length > 1 && targetRoom !== room) {
      if (ROOMS.indexOf(targetRoom) < rank && !FOR_TESTS.test(file))
        breaches.push(`${file}: imports ${target}, a room above it`)
      if (!FRONT_DOOR.test(parts.at(-1) as string) && !FOR_TESTS.test(file))
        breaches.push(`${file}: imports ${target}, not through the room's front door`)
    }
  }
}

for (const breach of breaches) console.error(breach)
console.error(`${files.length} files, ${breaches.length} breaches of the import rule`)
process.exitCode = breaches.length > 0 ? 1 : 0
