import { spawn } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFile } from '../corpus/read/index.js'
import { COMPARED, cacheTree } from './fixtures/cache-tree.js'
import { FakeHub, TOKEN } from './fixtures/fake-hub.js'
import { fetchDataset, type HubOptions, type HubProgress, planDataset } from './index.js'

const rows = (name: string, bytes: number) =>
  Buffer.from(`{"text":"${name}"}\n`.repeat(Math.ceil(bytes / 20)))
const BIG = rows('big', 400_000)
const CARD =
  '---\nconfigs:\n- config_name: en\n  data_files: en/*.jsonl\n- config_name: fr\n  data_files: fr/*.csv\n---\n'

let hub: FakeHub
let root: string

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'spice-hub-'))
  hub = await new FakeHub({
    'acme/rows': {
      revisions: {
        main: {
          '.gitattributes': '*.jsonl filter=lfs\n',
          'README.md': CARD,
          'en/a.jsonl': rows('a', 5000),
          'en/b.jsonl': rows('b', 9000),
          'fr/c.csv': 'text\nbonjour\n',
        },
        'v1.0': { 'en/a.jsonl': rows('old', 100) },
      },
    },
    'acme/big': { revisions: { main: { 'data.jsonl': BIG } } },
    'acme/script': {
      revisions: {
        main: { 'README.md': '# by a script\n', 'script.py': 'print()', 'data.zip': 'PK' },
        'refs/convert/parquet': {
          'default/train/0000.parquet': 'PAR1 one',
          'default/test/0000.parquet': 'PAR1 two',
        },
      },
    },
    'acme/pictures': { revisions: { main: { 'a.png': 'PNG', 'b.zip': 'PK' } } },
    'acme/secret': { access: 'private', revisions: { main: { 'a.csv': 'text\nhush\n' } } },
    'acme/gated': { access: 'gated', revisions: { main: { 'a.csv': 'text\nmaybe\n' } } },
  }).start()
})

afterEach(async () => {
  await hub.stop()
  rmSync(root, { recursive: true, force: true })
})

const options = (more: HubOptions = {}): HubOptions => ({
  environment: {},
  endpoint: hub.hub,
  cacheFolder: root,
  token: false,
  patience: { tries: 4, firstSeconds: 0.01, longestSeconds: 0.05, longestAsked: 1 },
  ...more,
})

function tree(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name)
    if (one.isDirectory()) return tree(path, `${prefix}${one.name}/`)
    return [prefix + one.name + (one.isSymbolicLink() ? ` -> ${readlinkSync(path)}` : '')]
  })
}

const partials = () => tree(root).filter((path) => path.endsWith('.incomplete'))

describe('a dataset by name', () => {
  it('is listed page by page, chosen by its card and put into the cache', async () => {
    const got = await fetchDataset('hf:acme/rows:en#text', options())
    const commit = hub.commit('acme/rows')
    expect(got).toMatchObject({ commit, revision: 'main', config: 'en', splits: ['train'], column: 'text' })
    expect(got.files.map(({ name }) => name)).toEqual([
      `hf:acme/rows@${commit}/en/a.jsonl`,
      `hf:acme/rows@${commit}/en/b.jsonl`,
    ])
    for (const { path, bytes } of got.files) expect(statSync(path).size).toBe(bytes)
    expect(readFileSync(got.files[0]?.path ?? '', 'utf8')).toContain('"text":"a"')
    // Five files and a folder, two files a page.
    expect(hub.seen.filter(({ path }) => path.includes('/tree/'))).toHaveLength(3)
    expect(got.why).toEqual(['files as README.md declares'])
  })

  it('lies in the cache as huggingface_hub lays it out', async () => {
    const other = await new FakeHub(COMPARED).start()
    const from = { ...options(), endpoint: other.hub, token: TOKEN }
    try {
      for (const name of ['hf:acme/rows', 'hf:acme/rows@v1.0', 'hf:acme/script'])
        await fetchDataset(name, from)
    } finally {
      await other.stop()
    }
    // Made from the cache of huggingface_hub itself: scripts/hub-roundtrip.ts --golden.
    const golden = readFileSync(new URL('./fixtures/cache-tree.txt', import.meta.url), 'utf8')
    expect(cacheTree(root)).toEqual(golden.trim().split('\n'))
  })

  it('that has another name by now is followed, with the token', async () => {
    hub.fault = ({ path }) =>
      path.includes('/acme/old/')
        ? { status: 307, headers: { location: path.replace('/acme/old/', '/acme/secret/') } }
        : undefined
    const got = await fetchDataset('hf:acme/old', options({ token: TOKEN }))
    expect(readFileSync(got.files[0]?.path ?? '', 'utf8')).toBe('text\nhush\n')
    expect(got.files[0]?.path).toContain('datasets--acme--old')
  })

  it('asks for what is missing only, and for nothing once a commit is whole', async () => {
    await fetchDataset('hf:acme/rows:en', options())
    const before = hub.downloads().length
    await fetchDataset('hf:acme/rows:en', options())
    expect(hub.downloads()).toHaveLength(before)
    const requests = hub.seen.length
    const again = await fetchDataset(`hf:acme/rows:en@${hub.commit('acme/rows')}`, options())
    expect(hub.seen).toHaveLength(requests)
    expect(again.fromCache).toBe(true)
    rmSync(again.files[0]?.path ?? '')
    await fetchDataset('hf:acme/rows:en', options())
    // The blob is there: only the link was missing.
    expect(hub.downloads()).toHaveLength(before)
  })

  it('follows a tag, and says which revisions there are not', async () => {
    const old = await fetchDataset('hf:acme/rows@v1.0', options())
    expect(old.files.map(({ bytes }) => bytes)).toEqual([rows('old', 100).length])
    expect(readFileSync(join(root, 'datasets--acme--rows/refs/v1.0'), 'utf8')).toBe(old.commit)
    await expect(fetchDataset('hf:acme/rows@v9', options())).rejects.toThrow(/no revision v9/)
  })

  it('takes the conversion to Parquet where nothing else can be read', async () => {
    const got = await fetchDataset('hf:acme/script', options())
    expect(got).toMatchObject({ revision: 'refs/convert/parquet', config: 'default', splits: ['train'] })
    expect(got.files[0]?.name).toMatch(/\/default\/train\/0000\.parquet$/)
    expect(got.why.join('; ')).toMatch(/own files can be read.*conversion to Parquet.*left out: test/)
    expect(existsSync(join(root, 'datasets--acme--script/refs/refs/convert/parquet'))).toBe(true)
    const offline = await fetchDataset('hf:acme/script', options({ offline: true }))
    expect(offline.files).toEqual(got.files)
  })

  it('with nothing to read, converted or not, is refused', async () => {
    await expect(fetchDataset('hf:acme/pictures', options())).rejects.toThrow(
      /acme\/pictures has no file that can be read, nor has the hub converted it/,
    )
    await expect(fetchDataset('hf:acme/script@main', options())).rejects.toThrow(
      /no file at main that can be read/,
    )
    hub.fault = ({ path }) => (path.includes('convert') ? { status: 503 } : undefined)
    await expect(fetchDataset('hf:acme/script', options())).rejects.toThrow(/busy or broken: 503/)
  })

  it('is what the readers of a corpus take', async () => {
    const { files } = await fetchDataset('hf:acme/rows:fr', options())
    const found = []
    for (const file of files)
      for await (const one of readFile(file, { textField: undefined, skip: 0, signal: undefined }))
        found.push(one)
    expect(found).toMatchObject([
      { text: 'bonjour', place: { file: `hf:acme/rows@${hub.commit('acme/rows')}/fr/c.csv` } },
    ])
  })

  it('is planned without its files', async () => {
    const plan = await planDataset('hf:acme/rows:en', options())
    expect(plan.files.map(({ path, cached }) => [path, cached])).toEqual([
      ['en/a.jsonl', false],
      ['en/b.jsonl', false],
    ])
    expect(plan.bytes).toBe(rows('a', 5000).length + rows('b', 9000).length)
    expect(hub.downloads().map(({ path }) => path.split('/').at(-1))).toEqual(['README.md'])
  })

  it('copies where links are not wanted', async () => {
    const environment = { HF_HUB_DISABLE_SYMLINKS: '1' }
    const got = await fetchDataset('hf:acme/rows:en', options({ environment }))
    for (const { path } of got.files) expect(lstatSync(path).isFile()).toBe(true)
    expect((await fetchDataset('hf:acme/rows:en', options({ offline: true }))).files).toEqual(got.files)
  })

  it('tells progress to the last byte', async () => {
    const told: HubProgress[] = []
    await fetchDataset('hf:acme/big', options({ onProgress: (one) => told.push(one) }))
    expect(told.at(-1)).toMatchObject({
      phase: 'done',
      files: 1,
      filesDone: 1,
      bytes: BIG.length,
      bytesDone: BIG.length,
      secondsLeft: 0,
    })
  })
})

describe('without a network', () => {
  it('opens what is cached, and says what is not', async () => {
    const got = await fetchDataset('hf:acme/rows:en', options())
    const requests = hub.seen.length
    const offline = options({ environment: { HF_HUB_OFFLINE: '1' } })
    expect((await fetchDataset('hf:acme/rows:en', offline)).files).toEqual(got.files)
    await expect(fetchDataset('hf:acme/rows:fr', offline)).rejects.toThrow(
      /not whole in the cache and HF_HUB_OFFLINE is set: 1 of 1 files are not, such as fr\/c\.csv/,
    )
    await expect(fetchDataset('hf:acme/big', offline)).rejects.toThrow(/nothing of its revision main is/)
    expect(hub.seen).toHaveLength(requests)
  })

  it('falls back on the cache when the hub is away, and says so', async () => {
    const got = await fetchDataset('hf:acme/rows:en', options())
    await hub.stop()
    const again = await fetchDataset('hf:acme/rows:en', options())
    expect(again.files).toEqual(got.files)
    expect(again.why[0]).toMatch(/cannot be reached: what the cache has of main is used/)
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/cannot be reached.*ECONNREFUSED/)
  })

  it('keeps the commit that is whole until the next one is', async () => {
    const got = await fetchDataset('hf:acme/big', options())
    const { repositories } = hub
    repositories['acme/big'] = { revisions: { main: { 'data.jsonl': rows('new', 5000) } } }
    hub.fault = ({ server }) => (server === 'store' ? { status: 500 } : undefined)
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(
      /busy or broken: 500 (?!.*asks to wait)/,
    )
    expect((await fetchDataset('hf:acme/big', options({ offline: true }))).files).toEqual(got.files)
  })
})

describe('a download that does not go well', () => {
  const store = (fault: () => object | undefined) => {
    hub.fault = ({ server }) => (server === 'store' ? fault() : undefined)
  }
  const whole = async (more: HubOptions = {}) => {
    const { files } = await fetchDataset('hf:acme/big', options(more))
    expect(readFileSync(files[0]?.path ?? '').equals(BIG)).toBe(true)
    return hub.seen.filter(({ server }) => server === 'store').map(({ range }) => range)
  }

  it('goes on by a range where the connection broke', async () => {
    let count = 0
    store(() => (count++ < 5 ? { breakAfter: 50_000 } : undefined))
    const ranges = await whole()
    // More breaks than tries: each brought bytes, so each counts as the first.
    expect(ranges).toHaveLength(6)
    expect(ranges[0]).toBeUndefined()
    expect(Number(/\d+/.exec(ranges[5] ?? '')?.[0])).toBeGreaterThan(Number(/\d+/.exec(ranges[1] ?? '')?.[0]))
  })

  it('gives up a connection that stalls and goes on', async () => {
    let count = 0
    store(() => (count++ === 0 ? { stallAfter: 100_000 } : undefined))
    const ranges = await whole({ stallSeconds: 0.3 })
    expect(ranges).toEqual([undefined, 'bytes=100000-'])
  })

  it('starts over with a server that knows no ranges', async () => {
    let count = 0
    store(() => (count++ === 0 ? { breakAfter: 50_000 } : { ignoreRange: true }))
    expect(await whole()).toHaveLength(2)
  })

  it('waits as long as a busy server asks, and not longer than it is worth', async () => {
    let count = 0
    store(() =>
      count++ < 2 ? { status: count === 1 ? 429 : 503, headers: { 'retry-after': '0' } } : undefined,
    )
    expect(await whole()).toHaveLength(3)
    rmSync(join(root, 'datasets--acme--big'), { recursive: true })
    store(() => ({ status: 429, headers: { 'retry-after': '7200' } }))
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(
      /busy or broken: 429 .*asks to wait 7200 s/,
    )
  })

  it('refuses bytes whose hash is not the listed one, twice, and keeps none of them', async () => {
    store(() => ({ replace: Buffer.from(BIG).fill('x', 1000, 1001) }))
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/arrives damaged, twice/)
    expect(hub.seen.filter(({ server }) => server === 'store')).toHaveLength(2)
    expect(tree(root).filter((path) => path.includes('blobs/') || path.includes('snapshots/'))).toEqual([])
    store(() => undefined)
    await whole()
  })

  it('mends a partial file that is damaged', async () => {
    let count = 0
    store(() =>
      count++ === 0 ? { breakAfter: 50_000, replace: Buffer.from(BIG).fill('x', 0, 9) } : undefined,
    )
    const ranges = await whole()
    expect(ranges.at(-1)).toBeUndefined()
  })

  it('refuses more bytes than listed', async () => {
    store(() => ({ replace: Buffer.concat([BIG, BIG]) }))
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/longer than listed/)
    expect(partials()).toEqual([])
  })

  it('refuses a file that the hub itself says is another', async () => {
    hub.fault = ({ path }) =>
      path.includes('/resolve/') ? { headers: { 'x-linked-etag': `"${'a'.repeat(64)}"` } } : undefined
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/sends another file than it lists/)
  })

  it('keeps the partial file when aborted, and goes on from it', async () => {
    store(() => ({ stallAfter: 100_000 }))
    const abort = new AbortController()
    const onProgress = ({ bytesDone }: HubProgress) => bytesDone > 0 && abort.abort(new Error('enough'))
    const fetching = fetchDataset('hf:acme/big', options({ signal: abort.signal, onProgress }))
    await expect(fetching).rejects.toThrow('enough')
    expect(partials()).toHaveLength(1)
    expect(partials()[0]).toMatch(/^datasets--acme--big\/blobs\/[0-9a-f]{64}\.[0-9a-f]{8}\.incomplete$/)
    const kept = statSync(join(root, partials()[0] as string)).size
    store(() => undefined)
    expect((await whole()).at(-1)).toBe(`bytes=${kept}-`)
  })
})

describe('who may not read', () => {
  it('is told what is missing', async () => {
    await expect(fetchDataset('hf:acme/none', options())).rejects.toThrow(
      /acme\/none is not on .*, or is private and there is no token/,
    )
    await expect(fetchDataset('hf:acme/secret', options())).rejects.toMatchObject({ hint: /HF_TOKEN/ })
    await expect(fetchDataset('hf:acme/gated', options())).rejects.toThrow(/gated and needs a token/)
    await expect(fetchDataset('hf:acme/gated', options({ token: 'hf_other' }))).rejects.toThrow(
      /gated and this token has no access/,
    )
    hub.fault = () => ({ status: 401, headers: { 'x-error-message': 'Invalid\x85credentials' } })
    await expect(fetchDataset('hf:acme/rows', options({ token: 'hf_other' }))).rejects.toThrow(
      /does not accept the token .*Invalid\\u0085credentials/,
    )
  })

  it('reads with a token, of the environment or of its file', async () => {
    expect((await fetchDataset('hf:acme/secret', options({ token: TOKEN }))).files).toHaveLength(1)
    writeFileSync(join(root, 'token'), `${TOKEN}\n`)
    const fromFile = options({ token: undefined, environment: { HF_HOME: root } })
    expect((await fetchDataset('hf:acme/gated', fromFile)).files).toHaveLength(1)
  })

  it('sends the token to the endpoint and nowhere else, and shows it nowhere', async () => {
    const said: unknown[] = []
    const got = await fetchDataset(
      'hf:acme/big',
      options({ token: TOKEN, onProgress: (one) => said.push(one) }),
    )
    const store = hub.seen.filter(({ server }) => server === 'store')
    expect(store.length).toBeGreaterThan(0)
    expect(store.map(({ token }) => token)).toEqual(store.map(() => undefined))
    const asked = hub.seen.filter(({ server }) => server === 'hub')
    expect(asked.map(({ token }) => token)).toEqual(asked.map(() => `Bearer ${TOKEN}`))
    expect(JSON.stringify([got, said])).not.toContain(TOKEN)
    for (const path of tree(root))
      expect(readFileSync(join(root, path.split(' -> ')[0] as string), 'utf8')).not.toContain(TOKEN)
    const broken = fetchDataset('hf:acme/rows', options({ token: `${TOKEN}\nx` })).catch(String)
    expect(await broken).toMatch(/characters that no token has/)
    expect(await broken).not.toContain(TOKEN)
  })
})

describe('a server that is not to be trusted', () => {
  const listing = (items: unknown, headers: Record<string, string> = {}) => {
    hub.fault = ({ path }) =>
      path.includes('/tree/') ? { status: 200, headers, body: JSON.stringify(items) } : undefined
  }
  const file = (path: unknown) => ({ type: 'file', path, size: 1, oid: '0'.repeat(40) })

  it.each([
    '../../x.jsonl',
    '/etc/passwd',
    'a//b.jsonl',
    'a/./b.jsonl',
    'a/..',
    'nul\0.jsonl',
    '',
    7,
  ])('may not list %j', async (path) => {
    listing([file(path)])
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/lists ".*", which/)
    expect(tree(root)).toEqual([])
  })

  it('lists names that cannot be kept: those files are left out and named', async () => {
    listing([file('a\nb.jsonl'), file('a\\b.jsonl'), file('ok.jsonl'), file(`${'x'.repeat(300)}.jsonl`)])
    const plan = await planDataset('hf:acme/big', options())
    expect(plan.files.map(({ path }) => path)).toEqual(['ok.jsonl'])
    expect(plan.why[0]).toMatch(
      /^3 files are left out for their names: "a\\\\u000ab\.jsonl" has control characters/,
    )
  })

  it('may not list without end, nor too much, nor nonsense', async () => {
    listing([file('a.jsonl')], { link: '<http://elsewhere/x?cursor=abc>; rel="next"' })
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/never ends/)
    listing(Array.from({ length: 50 }, (_, i) => file(`${i}.jsonl`)))
    await expect(fetchDataset('hf:acme/big', options({ maxFiles: 20 }))).rejects.toThrow(/more than 20 files/)
    listing({ files: 3 })
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/no list of files/)
    listing([{ ...file('a.jsonl'), oid: '../../../x' }])
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/no checksums/)
    listing([{ ...file('a.jsonl'), size: -1 }])
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/no sizes/)
    hub.fault = ({ path }) =>
      path.includes('/revision/') ? { status: 200, body: '{"sha":"../../x"}' } : undefined
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/names no commit/)
    hub.fault = () => ({ status: 200, body: '<html>a login page</html>' })
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/is no JSON/)
  })

  it('may not send us in circles or to another kind of address', async () => {
    hub.fault = ({ path }) =>
      path.includes('/resolve/') ? { status: 302, headers: { location: path } } : undefined
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/in circles/)
    hub.fault = ({ path }) =>
      path.includes('/resolve/') ? { status: 302, headers: { location: 'file:///etc/passwd' } } : undefined
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(/no safe address/)
  })

  it('may list more than the disk has room for: that is said before the first byte', async () => {
    listing([{ ...file('a.jsonl'), size: 2 ** 52 }])
    await expect(fetchDataset('hf:acme/big', options())).rejects.toThrow(
      /to be downloaded and .* has room for/,
    )
    expect(hub.downloads()).toEqual([])
  })
})

describe('processes', () => {
  const CHILD = fileURLToPath(new URL('./fixtures/fetch-child.ts', import.meta.url))
  const run = (prefix: string[] = [], onLine: (line: string, kill: () => void) => void = () => undefined) =>
    new Promise<{ code: number | null; last: string }>((done) => {
      const command = [...prefix, process.execPath, '--import', 'tsx', CHILD, 'hf:acme/big', hub.hub, root]
      const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      child.stdout.on('data', (data: Buffer) => {
        out += data
        onLine(out, () => child.kill('SIGKILL'))
      })
      child.on('close', (code) => done({ code, last: out.trim().split('\n').at(-1) ?? '' }))
    })

  it('killed at any moment, go on where they were', async () => {
    hub.fault = ({ server }) => (server === 'store' ? { slow: 30 } : undefined)
    for (let kills = 0; kills < 2; kills++) {
      let from: number | undefined
      await run([], (out, kill) => {
        const done = Number(/(\d+)\s*$/.exec(out)?.[1])
        if (from === undefined) from = done
        else if (done > from) kill()
      })
      expect(partials()).toHaveLength(1)
    }
    hub.fault = () => undefined
    const end = await run()
    expect(end.code).toBe(0)
    const [file] = JSON.parse(end.last) as { path: string }[]
    expect(readFileSync(file?.path ?? '').equals(BIG)).toBe(true)
    const starts = hub.seen
      .filter(({ server }) => server === 'store')
      .map(({ range }) => Number(/\d+/.exec(range ?? '0')?.[0]))
    expect(starts).toHaveLength(3)
    expect(starts).toEqual([...starts].sort((a, b) => a - b))
    expect(starts[1]).toBeGreaterThan(0)
  })

  it('two at a time: one downloads, the other waits and finds it there', async () => {
    hub.fault = ({ server }) => (server === 'store' ? { slow: 20 } : undefined)
    const waits: string[] = []
    const own = fetchDataset('hf:acme/big', options())
    const other = run([], (out) => out.includes('waiting') && waits.push(out))
    expect((await own).files).toHaveLength(1)
    expect((await other).code).toBe(0)
    expect(hub.seen.filter(({ server }) => server === 'store')).toHaveLength(1)
    await expect(
      Promise.all([
        fetchDataset('hf:acme/rows:en', options({ lockSeconds: 0 })),
        fetchDataset('hf:acme/rows:en', options({ lockSeconds: 0 })),
      ]),
    ).rejects.toMatchObject({ code: 'locked' })
  })

  it.skipIf(process.platform === 'win32')('say that the disk is full', async () => {
    const end = await run(['bash', '-c', 'ulimit -f 100; exec "$@"', 'bash'])
    expect(end.code).toBe(1)
    expect(end.last).toMatch(/the disk is full: .*\.incomplete could not be written/)
    expect((await run()).code).toBe(0)
  })
})
