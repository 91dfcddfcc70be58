import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLocalEngine } from '../engines/local/index.js'
import { openAiServer, type RunningServer, send } from '../engines/openai/fixtures/openai-server.js'
import { bundledModelPath } from '../runs/index.js'
import { spice } from './fixtures/spice-process.js'

let server: RunningServer
let close: () => Promise<void>
let agrees = true
beforeAll(async () => {
  const engine = await openLocalEngine({ model: bundledModelPath(), threads: 1 })
  server = await openAiServer({
    engine,
    model: 'judge',
    intercept: ({ body }, response) =>
      body?.messages?.[0]?.content.startsWith('Does the candidate') &&
      send(response, 200, {
        choices: [{ message: { content: `{"same": ${agrees}}` }, finish_reason: 'stop' }],
      }),
  })
  close = async () => {
    await server.close()
    await engine.close()
  }
})
afterAll(() => close())

const EVAL = ['eval', 'bundled', '--limit', '12']
interface Line {
  readonly set: string
  readonly accuracy: number
  readonly questions: readonly { readonly correct: number }[]
  readonly judgedAccuracy?: { readonly mean: number; readonly standardError: number }
  readonly judge?: { readonly name: string; readonly asked: number; readonly agreed: number }
}

it('eval asks a judge about what did not match, and says so beside the accuracy', async () => {
  const judged = spice([...EVAL, '--judge', server.url, '--judge-model', 'judge', '--json'])
  expect(await judged.ended).toBe(0)
  const plain = spice([...EVAL, '--json'])
  expect(await plain.ended).toBe(0)
  const lines = judged.json() as unknown as Line[]
  const without = plain.json() as unknown as Line[]
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.some(({ accuracy }) => accuracy < 1)).toBe(true)
  for (const [i, { judge, judgedAccuracy, ...rest }] of lines.entries()) {
    expect(rest).toEqual(without[i])
    const wrong = rest.questions.filter(({ correct }) => correct === 0).length
    expect(judge).toMatchObject({ name: 'judge', asked: wrong, agreed: wrong, unread: 0 })
    expect(judgedAccuracy?.mean).toBe(1)
  }
  agrees = false
  const table = spice([...EVAL, '--judge', server.url, '--judge-model', 'judge'])
  expect(await table.ended).toBe(0)
  expect(table.stdout()).toMatch(/accuracy +judged/)
  expect(table.stdout()).toMatch(
    /judge was asked about [\d,]+ answers? that did not match and held 0 to be right/,
  )
})

it.each([
  [['--judge', 'SERVER', '--judge-model', 'other'], 2, /has no model other[\s\S]*It has judge/],
  [['--judge', 'SERVER'], 2, /both --judge <url> and --judge-model/],
  [['--judge', 'nonsense', '--judge-model', 'x'], 2, /evaluation\.judge\.baseUrl/],
])('%j ends with %i', async (flags, code, message) => {
  const judged = spice([...EVAL, ...flags.map((flag) => (flag === 'SERVER' ? server.url : flag))])
  expect(await judged.ended).toBe(code)
  expect(judged.stderr()).toMatch(message)
})
