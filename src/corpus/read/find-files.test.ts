import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findFiles, visibleName } from './find-files.js'
import { readingsOf } from './fixtures/inputs.js'
import { parseGlob } from './glob.js'

let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'spice-find-')))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const put = async (...names: string[]): Promise<void> => {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), 'x')
  }
}
/** Names below the folder, with their problems. */
const found = async (...paths: string[]): Promise<string[]> =>
  (await findFiles(paths.map((path) => (path === '-' ? path : join(folder, path))))).map(
    ({ name, problem }) =>
      name.replace(`${folder}/`, '') + (problem ? `! ${problem.replace(folder, '…')}` : ''),
  )

it('finds files by name, also packed ones, and leaves others and hidden ones', async () => {
  await put(
    'b.txt',
    'a.md',
    'sub/c.jsonl.gz',
    'sub/d.csv.zst',
    '.hidden.txt',
    '.git/x.md',
    'e.png',
    'sub/f.PDF',
    'gz',
  )
  expect(await found('.')).toEqual(['a.md', 'b.txt', 'sub/c.jsonl.gz', 'sub/d.csv.zst', 'sub/f.PDF'])
  expect(await found('b.txt', 'sub', 'e.png', '.hidden.txt')).toEqual([
    'b.txt',
    'sub/c.jsonl.gz',
    'sub/d.csv.zst',
    'sub/f.PDF',
    'e.png',
    '.hidden.txt',
  ])
})

it('takes no file twice', async () => {
  await put('a.txt', 'sub/b.txt')
  expect(await found('a.txt', '.', 'sub', '*.txt', '-', '-')).toEqual(['a.txt', 'sub/b.txt', '-'])
  expect((await findFiles(['-']))[0]).toEqual({ path: undefined, name: '-', bytes: undefined })
})

it('expands globs, hidden entries aside', async () => {
  await put('a.txt', 'b.log', 'x/c.txt', 'x/y/d.txt', 'x/.e.txt', 'z[1].txt')
  expect(await found('*.txt')).toEqual(['a.txt', 'z[1].txt'])
  expect(await found('**/*.txt')).toEqual(['a.txt', 'x/c.txt', 'x/y/d.txt', 'z[1].txt'])
  expect(await found('{a,b}.*', 'x/?.txt')).toEqual(['a.txt', 'b.log', 'x/c.txt'])
  // A file of that name goes before the pattern.
  expect(await found('z[1].txt')).toEqual(['z[1].txt'])
})

it.each([
  ['*.txt', 'a.txt', true],
  ['*.txt', 'x/a.txt', false],
  ['**', 'x/a.txt', true],
  ['x/**/a', 'x/a', true],
  ['x/**/a', 'x/y/z/a', true],
  ['[a-c]?', 'bz', true],
  ['[!a-c]', 'b', false],
  ['{one,two}-*', 'two-', true],
  ['a+(b).*', 'a+(b).c', true],
])('matches %s with %s: %s', (pattern, path, matches) => {
  const glob = parseGlob(`base/${pattern.replace(/^x\//, '?/')}`)
  expect(glob.folder).toBe('base')
  expect(glob.matches(path)).toBe(matches)
})

it('enters loops of links once, and reports links that leave the folder or lead nowhere', async () => {
  await put('in/a.txt', 'in/sub/b.txt', 'out/secret.txt')
  await symlink(join(folder, 'in'), join(folder, 'in/sub/loop'))
  await symlink('loop2', join(folder, 'in/loop2'))
  await symlink(join(folder, 'out'), join(folder, 'in/away'))
  await symlink(join(folder, 'out/secret.txt'), join(folder, 'in/passwd.txt'))
  await symlink('gone.txt', join(folder, 'in/dangling.txt'))
  await symlink('a.txt', join(folder, 'in/zz.txt'))
  expect(await found('in')).toEqual([
    'in/a.txt',
    'in/away! a link that leaves the folder (to …/out)',
    'in/dangling.txt! a link that leads nowhere',
    'in/passwd.txt! a link that leaves the folder (to …/out/secret.txt)',
    'in/sub/b.txt',
  ])
  // What is named itself is meant.
  expect(await found('in/away')).toEqual(['in/away/secret.txt'])
})

it('reads a found problem as just that', async () => {
  await put('in/a.txt')
  await symlink('gone.txt', join(folder, 'in/b.txt'))
  const [, bad] = await findFiles([join(folder, 'in')])
  expect(await readingsOf(bad as never)).toEqual([
    { problem: 'a link that leads nowhere', place: { file: join(folder, 'in/b.txt') } },
  ])
})

it('shows names with newlines and controls as escapes', async () => {
  await put('two\nlines.txt')
  const [file] = await findFiles([folder])
  expect(file?.name).toBe(`${folder}/two\\nlines.txt`)
  expect((await readingsOf(file as never))[0]?.text).toBe('x')
  expect(visibleName('a\u001b[31m\u202eb\tc')).toBe('a\\u{1b}[31m\\u{202e}b\\tc')
})

it('refuses what is not there, and folders and globs without files', async () => {
  await put('a.png')
  await expect(found('none.txt')).rejects.toMatchObject({
    code: 'input',
    message: expect.stringMatching(/none\.txt cannot be opened$/),
  })
  await expect(found('.')).rejects.toThrow('has no readable files')
  await expect(found('*.txt')).rejects.toThrow('matches no file')
  await expect(found('none/*.txt')).rejects.toThrow('matches no file')
})

it('enters a folder that is named like a file', async () => {
  await put('x.jsonl/a.txt')
  expect(await found('.')).toEqual(['x.jsonl/a.txt'])
})

it.skipIf(process.platform !== 'linux')('tells of a name that is no UTF-8', async () => {
  await put('a.txt')
  await writeFile(Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff]), Buffer.from('.txt')]), 'x')
  expect(await found('.')).toEqual(['a.txt', 'b\ufffd.txt! not there under this name: is the name UTF-8?'])
})

it('does not take the parts of an index folder for documents', async () => {
  await put('a.txt', 'built/corpus.json', 'built/documents.bin', 'built/texts-00000.bin', 'built/files.jsonl')
  expect(await found('.')).toEqual(['a.txt'])
  await expect(found('built')).rejects.toThrow('is an index folder, no source of documents')
})

it.each(['[z-a].txt', '{a,[9-0]}.md'])('refuses the pattern %s, which means nothing', async (pattern) => {
  await put('a.txt')
  await expect(found(pattern)).rejects.toThrow('cannot be read as a pattern')
})
