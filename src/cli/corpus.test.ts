import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { FakeHub } from '../hub/fixtures/fake-hub.js'
import { spice } from './fixtures/spice-process.js'
import { writeTinyGame } from './fixtures/tiny-game.js'

const place = mkdtempSync(join(tmpdir(), 'spice-corpus-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const QUESTION =
  'A farmer keeps seventeen goats in three fenced fields beside the river. How many legs do all of his goats have together?'
const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const word = (i: number): string => `w${((i * 2654435761) >>> 0).toString(36)}`
const prose = (i: number, words = 40): string =>
  `Document ${i} tells of ${Array.from({ length: words }, (_, j) => word(i * 997 + j)).join(' ')}.`

async function run(...args: string[]) {
  const process = spice(args, place)
  const code = await process.ended
  return { code, stdout: process.stdout(), stderr: process.stderr(), json: () => process.json() }
}

/** What must end well. */
async function done(...args: string[]) {
  const ended = await run(...args)
  if (ended.code !== 0) throw new Error(`${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`)
  return ended
}

beforeAll(async () => {
  mkdirSync(join(place, 'notes'))
  const put = (name: string, text: string | Buffer) => writeFileSync(join(place, name), text)
  put('notes/a.md', `# Zebras\n\n${prose(1)}\n\n# Okapis\n\n${prose(2)} They like the café.\n`)
  put('notes/b.html', `<html><body><article><h1>Gnus</h1><p>${prose(3)}</p></article></body></html>`)
  put('notes/c.txt', `${prose(4)}\n\n${QUESTION}\n\n${prose(5)}\n`)
  put('notes/broken.pdf', '%PDF-1.4\nnothing')
  put(
    'rows.jsonl',
    `${lines(Array.from({ length: 30 }, (_, i) => ({ text: prose(10 + (i % 25)) })))}{"text": 5}\n`,
  )
  put('exam.jsonl', lines([{ id: 'q', question: QUESTION, answerType: 'integer', gold: '68' }]))
  const sources = ['notes', 'rows.jsonl', '--weight', 'notes=1', '--weight', 'rows.jsonl=1', '--search']
  const steps = ['--set', 'exam=exam.jsonl', '--detect-languages', '--near-duplicates', '0.9']
  const built = await run('corpus', 'build', 'made', ...sources, ...steps)
  if (built.code !== 0) throw new Error(built.stderr)
  for (const words of [
    'duplicate 5',
    'contaminated 1',
    'broken.pdf: ',
    'rows.jsonl:31: ',
    'exam',
    'train --corpus made',
  ])
    expect(built.stdout).toContain(words)
})

describe('spice corpus', () => {
  it('build writes what its manifest says; info tells it to people and programs', async () => {
    const info = await run('corpus', 'info', 'made', '--json')
    const [manifest] = info.json() as unknown as [Record<string, unknown>]
    expect(manifest).toMatchObject({
      documents: 27,
      problems: 2,
      tallies: {
        exact: { dropped: { duplicate: 5 } },
        contamination: { in: 28, dropped: { contaminated: 1 } },
      },
      contamination: { exam: { documents: 1, hits: 1 } },
      search: true,
      sources: [
        { name: 'notes', weight: 1, documents: 2 },
        { name: 'rows.jsonl', weight: 1, documents: 25 },
      ],
    })
    const people = await run('corpus', 'info', 'made')
    expect(people.stdout).toMatch(/tokens a document.*\n.*█/)
    expect(people.stdout).toMatch(/rows\.jsonl +1 +25 .* 50\.0 % +92\.6 %/)
    expect(people.stdout).toContain('near ones: threshold 0.9')
  })

  it('show finds a document by number and by id, with its place', async () => {
    const [document] = (await run('corpus', 'show', 'made', '0', '--json')).json()
    expect(document).toMatchObject({
      index: 0,
      file: 'notes/a.md',
      row: 1,
      mixture: 'notes',
      contaminated: false,
    })
    expect(document?.text).toContain('# Okapis')
    const byId = await run('corpus', 'show', 'made', document?.id as string)
    expect(byId.stdout).toContain('notes/a.md:1')
    const none = await run('corpus', 'show', 'made', '27')
    expect(none.code).toBe(3)
    expect(none.stderr).toContain('made has no document 27')
  })

  it('search finds words in any case, with a passage', async () => {
    const [hit] = (await run('corpus', 'search', 'made', 'OKAPIS', 'cafe', '--json')).json()
    expect(hit).toMatchObject({ index: 0 })
    const { text, marks } = (hit as { snippet: unknown }).snippet as {
      text: string
      marks: [number, number][]
    }
    expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['Okapis'])
    const none = await run('corpus', 'search', 'made', 'unicorn')
    expect(none.stdout).toBe('0 documents\n')
  })

  it('sample draws by seed and weight', async () => {
    const draw = async (...flags: string[]) =>
      (await run('corpus', 'sample', 'made', '--count', '4', '--json', ...flags)).json().map(({ id }) => id)
    const first = await draw()
    expect(first).toHaveLength(4)
    expect(await draw()).toEqual(first)
    expect(await draw('--seed', '1')).not.toEqual(first)
    const sources = (await run('corpus', 'sample', 'made', '--count', '4', '--json')).json()
    expect(sources.filter(({ source }) => (source as string).startsWith('notes/'))).toHaveLength(2)
    const none = await run('corpus', 'sample', 'made', '--weight', 'other=1')
    expect(none.code).toBe(2)
    expect(none.stderr).toContain('notes; rows.jsonl')
  })

  it('contamination: an index of a set, texts checked against it, hits of a build', async () => {
    expect((await run('corpus', 'contamination', 'build', 'exam.bin', '--set', 'exam.jsonl')).code).toBe(0)
    expect(readFileSync(join(place, 'exam.bin')).includes('farmer')).toBe(false)
    expect((await run('corpus', 'contamination', 'build', 'exam.bin', '--set', 'exam.jsonl')).code).toBe(2)
    const check = ['corpus', 'contamination', 'check', '--index', 'exam.bin', '--expect-clean']
    const found = await run(...check, 'notes', '--json')
    expect(found.code).toBe(1)
    const [hit, counts] = found.json() as unknown as [Record<string, unknown>, object]
    expect(hit).toMatchObject({ source: expect.stringContaining('notes/c.txt'), set: 'exam' })
    expect(hit.passage).toBe(QUESTION.slice(0, -1))
    expect(counts).toMatchObject({ texts: 3, textsWithHits: 1, hitCount: 1, problems: 1 })
    // It was dropped from the corpus.
    expect((await run(...check, 'made')).code).toBe(0)
    const hits = await run('corpus', 'contamination', 'hits', 'made', '--json')
    expect(hits.json()).toMatchObject([{ set: 'exam', item: hit.item, dropped: true }])
    const sets = await run('corpus', 'contamination', 'sets')
    expect(sets.stdout).toMatch(/gsm8k +1,319/)
  })

  it.each([
    [['corpus', 'build', 'x', 'no-such-file'], 3, /no-such-file/],
    [['corpus', 'build', 'x', 'rows.jsonl', '--weight', 'other=1'], 2, /other, which is no source/],
    [['corpus', 'build', 'x', 'rows.jsonl', '--limit', 'maxSymbols=many'], 2, /--limit maxSymbols=many/],
    [['corpus', 'build', 'x', 'rows.jsonl', '--skip', 'soap'], 2, /no such step/],
    [['corpus', 'build', 'x', 'rows.jsonl', '--near-duplicates', '2'], 2, /above 0 and up to 1/],
    [['corpus', 'build', 'made', 'rows.jsonl'], 3, /holds a finished corpus/],
    [['corpus', 'build', 'strict', 'rows.jsonl', '--strict'], 3, /rows\.jsonl:31: /],
    [['corpus', 'info', 'notes'], 3, /has no readable corpus\.json/],
    [['corpus', 'search', 'made', '"open'], 3, /cannot be read/],
  ] as const)('%j ends with %i and says why', async (args, code, message) => {
    const ended = await run(...args)
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toContain('    at ')
  })

  it('switches: no cleaning, no filter, no duplicates dropped, contamination kept', async () => {
    writeFileSync(
      join(place, 'raw.jsonl'),
      lines([{ text: 'a\u0007b' }, { text: 'a\u0007b' }, { text: QUESTION }]),
    )
    const flags = ['--no-clean', '--no-filter', '--no-exact-duplicates', '--contamination', 'flag', '--json']
    const raw = await run(
      'corpus',
      'build',
      'raw',
      'raw.jsonl',
      ...flags,
      '--index',
      'none',
      '--set',
      'exam.jsonl',
    )
    expect(raw.json()[0]).toMatchObject({
      documents: 3,
      settings: { clean: null, filter: null, exact: false, contamination: { action: 'flag' } },
    })
    const shown = await run('corpus', 'show', 'raw', '2')
    expect(shown.stdout).toContain('holds test questions')
    expect((await run('corpus', 'show', 'raw', '0')).stdout).toContain('a\\u{7}b')
  })

  it('takes data sets of the hub by name, and again without a network', async () => {
    const body = lines([
      { title: 'no', body: prose(1) },
      { title: 'no', body: prose(2) },
    ])
    const hub = await new FakeHub({ 'acme/rows': { revisions: { main: { 'data.jsonl': body } } } }).start()
    vi.stubEnv('HF_ENDPOINT', hub.hub)
    vi.stubEnv('HF_HOME', join(place, 'hub'))
    try {
      const first = await done('corpus', 'build', 'fetched', 'hf:acme/rows#body', '--json')
      expect(first.json()[0]).toMatchObject({ documents: 2, files: 1, problems: 0 })
      await hub.stop()
      vi.stubEnv('HF_HUB_OFFLINE', '1')
      const again = await done('corpus', 'build', 'again', 'hf:acme/rows#body', '--json')
      expect(again.json()).toEqual(first.json())
      const check = await done('corpus', 'contamination', 'check', 'hf:acme/rows#body', '--json')
      expect(check.json()).toMatchObject([{ texts: 2, textsWithHits: 0 }])
    } finally {
      vi.unstubAllEnvs()
      await hub.stop().catch(() => {})
    }
  })

  it('at Ctrl-C saves and prints the line that goes on; the corpus is the one never stopped', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => ({ text: prose(i, 60) }))
    writeFileSync(join(place, 'many.jsonl'), lines(rows))
    const whole = await done('corpus', 'build', 'whole', 'many.jsonl', '--json')
    const stopped = spice(['corpus', 'build', 'stopped', 'many.jsonl'], place)
    const journal = join(place, 'stopped', '.building', 'journal.json')
    while (stopped.child.exitCode === null && !existsSync(journal))
      await new Promise((resolve) => setTimeout(resolve, 5))
    stopped.child.kill('SIGINT')
    expect(await stopped.ended).toBe(130)
    expect(stopped.stdout()).toContain('spice corpus build stopped many.jsonl')
    const resumed = await done('corpus', 'build', 'stopped', 'many.jsonl', '--json')
    expect(resumed.json()).toEqual(whole.json())
  })

  it('train plays on a built corpus', async () => {
    const { flags } = writeTinyGame(join(place, 'game'))
    const model = join(place, 'game', 'model')
    const documents = join(place, 'game', 'documents.jsonl')
    const asItIs = ['--model', model, '--tokens', '8', '--no-filter', '--no-clean']
    const built = await run('corpus', 'build', 'digits', documents, ...asItIs)
    expect(built.stderr).toBe('')
    expect(built.code).toBe(0)
    const trained = await run(
      'train',
      ...flags,
      '--corpus',
      'digits',
      '--iterations',
      '2',
      '--name',
      'built',
      '--json',
    )
    expect(trained.code).toBe(0)
    const [started] = trained.json() as unknown as [{ corpus: { documents: number } }]
    expect(started.corpus.documents).toBe(12)
    const long = await run('train', ...flags, '--corpus', 'made', '--name', 'long')
    expect(long.code).toBe(2)
    expect(long.stderr).toMatch(/corpus \S+made has documents of up to \d+ tokens, and 8 are allowed/)
    expect(long.stderr).toContain('spice corpus build --tokens 8')
    // The same documents in the same order, straight from the file: the same run.
    const straight = await run('train', ...flags, '--iterations', '2', '--name', 'straight', '--json')
    const played = ({ json }: typeof trained) =>
      json()
        .filter(({ type }) => type === 'iteration')
        .map(({ metrics }) => (metrics as Record<string, number>)['challenger/reward_mean'])
    expect(played(trained)).toEqual(played(straight))
  })
})
