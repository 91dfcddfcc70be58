/**
 * Our cache of Hugging Face datasets beside that of huggingface_hub: the same download by both gives the same tree, each
 * finds without a network what the other has downloaded. See hub-roundtrip.sh.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { COMPARED, cacheTree } from '../src/hub/fixtures/cache-tree.js'
import { FakeHub, TOKEN } from '../src/hub/fixtures/fake-hub.js'
import { fetchDataset } from '../src/hub/index.js'

const { values } = parseArgs({
  options: { python: { type: 'string', default: 'python3' }, golden: { type: 'boolean', default: false } },
})
/** What huggingface_hub makes, for the test that has no Python; written with --golden. */
const GOLDEN = fileURLToPath(new URL('../src/hub/fixtures/cache-tree.txt', import.meta.url))
const script = fileURLToPath(new URL('./hub-roundtrip.py', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'spice-hub-roundtrip-'))
const hub = await new FakeHub(COMPARED).start()

try {
  await compare()
} finally {
  await hub.stop()
  rmSync(work, { recursive: true, force: true })
}

async function compare(): Promise<void> {
  const ours = join(work, 'ours')
  const theirs = join(work, 'theirs')
  const options = { endpoint: hub.hub, token: TOKEN, environment: {} }
  const commit = hub.commit('acme/rows')

  // The same files of the same revisions, by both.
  const got = await fetchDataset('hf:acme/rows', { ...options, cacheFolder: ours })
  await fetchDataset('hf:acme/rows@v1.0', { ...options, cacheFolder: ours })
  await fetchDataset('hf:acme/script', { ...options, cacheFolder: ours })
  await python(theirs, true, 'file', 'acme/rows', 'main', 'README.md')
  await python(theirs, true, 'download', 'acme/rows', 'main', 'data/**')
  await python(theirs, true, 'download', 'acme/rows', 'v1.0', 'data/**')
  await python(theirs, true, 'download', 'acme/script', 'main', 'nothing')
  await python(theirs, true, 'download', 'acme/script', 'refs/convert/parquet', '**/*.parquet')
  const golden = cacheTree(theirs)
  assert.deepEqual(cacheTree(ours), golden)
  if (values.golden) writeFileSync(GOLDEN, golden.map((line) => `${line}\n`).join(''))
  console.log(`the same ${golden.length} files and links by both`)

  // They find ours.
  const { version, warnings, repositories } = (await python(ours, false, 'scan')) as Scan
  assert.deepEqual(warnings, [])
  assert.deepEqual(repositories['acme/rows']?.[commit], {
    refs: ['main'],
    files: ['README.md', 'data/a.jsonl', 'data/deep/er/b.csv', 'data/same.jsonl'],
  })
  const snapshot = await python(ours, false, 'find', 'acme/rows', 'main', 'data/**')
  assert.equal(snapshot, join(ours, 'datasets--acme--rows/snapshots', commit))
  assert.equal(await python(ours, false, 'file', 'acme/rows', 'main', 'data/a.jsonl'), got.files[0]?.path)
  console.log(`huggingface_hub ${version} finds what we downloaded, offline, without a warning`)

  // We find theirs, with their listing and without it (older versions keep none).
  const offline = { ...options, cacheFolder: theirs, offline: true }
  for (const listing of ['with', 'without']) {
    if (listing === 'without')
      rmSync(join(theirs, 'datasets--acme--rows/trees'), { recursive: true, force: true })
    const found = await fetchDataset('hf:acme/rows', offline)
    assert.deepEqual(
      found.files.map(({ name, bytes }) => [name, bytes]),
      got.files.map(({ name, bytes }) => [name, bytes]),
    )
    console.log(`we find what huggingface_hub downloaded, offline, ${listing} its listing`)
  }

  // One goes on with what the other began: nothing is downloaded twice.
  const before = hub.seen.filter(({ server }) => server === 'store').length
  await python(ours, true, 'download', 'acme/rows', 'main', 'data/**')
  await fetchDataset('hf:acme/rows', { ...options, cacheFolder: theirs })
  assert.equal(hub.seen.filter(({ server }) => server === 'store').length, before)
  assert.ok(hub.seen.every(({ server, token }) => server === 'hub' || token === undefined))
  console.log('neither downloads again what the other has; no token reached the store')
}

interface Scan {
  readonly version: string
  readonly warnings: readonly string[]
  readonly repositories: Readonly<Record<string, Record<string, { refs: string[]; files: string[] }>>>
}

function python(cache: string, online: boolean, ...args: string[]): Promise<unknown> {
  const env = {
    PATH: process.env.PATH,
    HF_ENDPOINT: hub.hub,
    HF_HUB_CACHE: cache,
    HF_HOME: join(work, 'home'),
    HF_TOKEN: TOKEN,
    HF_HUB_OFFLINE: online ? '0' : '1',
    HF_HUB_DISABLE_XET: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
    HF_HUB_DISABLE_PROGRESS_BARS: '1',
  }
  return new Promise((done, fail) => {
    const child = spawn(values.python, [script, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.on('data', (data: Buffer) => {
      out += data
    })
    child.on('error', fail)
    child.on('close', (code) => {
      if (code === 0) done(JSON.parse(out))
      else fail(new Error(`${args.join(' ')} ended with ${code}`))
    })
  })
}
