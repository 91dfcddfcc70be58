import { describe, expect, test } from 'vitest'
import type { HttpAnswer } from './transport.js'
import { askedMs, isForgetful, judge, type Verdict } from './verdict.js'

function answer(
  status: number,
  body: object | string = '',
  headers: Record<string, string> = {},
): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, contentType: headers['content-type'] ?? '', body: Buffer.from(text) }
}

function short(given: HttpAnswer, forgets = true): string {
  const verdict: Verdict = judge(given, {
    what: 'optim_step',
    forgets,
    redact: (text) => text.replaceAll('tml-secret', '[key]'),
  })
  if (verdict.is === 'good') return 'good'
  if (verdict.is === 'bad') return verdict.error.kind
  return ['again', verdict.taken ? 'in doubt' : 'not taken', verdict.pause].filter(Boolean).join(', ')
}

describe('what an answer is held to mean', () => {
  test.each([
    [200, {}, 'good'],
    // Seen of the hosted service.
    [202, {}, 'good'],
    [400, { detail: 'rank is 0' }, 'rejected'],
    [400, '', 'again, not taken'],
    [401, { detail: 'Invalid API key' }, 'authentication'],
    [402, {}, 'again, not taken, billing'],
    [403, {}, 'authentication'],
    [404, { detail: 'Model not found' }, 'forgotten'],
    [404, { detail: 'Session not found' }, 'forgotten'],
    [404, { detail: 'Checkpoint not found: m/step' }, 'rejected'],
    [404, { detail: 'Not Found' }, 'rejected'],
    [404, '<html>404</html>', 'rejected'],
    [405, { detail: 'Method Not Allowed' }, 'rejected'],
    [408, {}, 'again, in doubt'],
    [409, { detail: 'Training request sequence number was reused' }, 'rejected'],
    [409, { detail: "Checkpoint 'a' already exists" }, 'rejected'],
    [409, { detail: 'another request is under way' }, 'again, not taken'],
    [422, { detail: [{ loc: ['body', 'loss_fn'], msg: 'unknown' }] }, 'rejected'],
    [425, { detail: 'Checkpoint is still being created' }, 'again, not taken'],
    [429, {}, 'again, not taken, rate-limit'],
    [500, 'Internal Server Error', 'again, in doubt'],
    [500, { detail: 'Checkpoint creation failed' }, 'failed'],
    [501, {}, 'rejected'],
    [502, '<html>', 'again, in doubt'],
    [503, '', 'again, in doubt'],
    [307, '', 'protocol'],
  ] as const)('%i %j: %s', (status, body, expected) => {
    expect(short(answer(status, body))).toBe(expected)
  })

  test('404 of what is not ours alone is no loss of memory', () => {
    expect(short(answer(404, { detail: 'Model not found' }), false)).toBe('rejected')
  })

  test('a server that says not to retry is believed', () => {
    const headers = { 'x-should-retry': 'false' }
    expect(short(answer(409, { detail: 'busy' }, headers))).toBe('rejected')
    expect(short(answer(500, '', headers))).toBe('failed')
  })

  test('errors name request, status and reason, in one line and without the key', () => {
    const verdict = judge(
      answer(422, { detail: [{ loc: ['body', 'x'], msg: 'tml-secret\u001b[31m is\nwrong' }] }),
      {
        what: 'optim_step',
        forgets: true,
        redact: (text) => text.replaceAll('tml-secret', '[key]'),
      },
    )
    expect(verdict).toMatchObject({
      error: { status: 422, message: '422 for optim_step: body.x: [key] [31m is wrong' },
    })
  })

  test('a key whose letters are escaped is still not shown', () => {
    const verdict = judge(answer(400, '{"detail":"bad key \\u0074ml-secret"}'), {
      what: 'x',
      forgets: false,
      redact: (text) => text.replaceAll('tml-secret', '[key]'),
    })
    expect(verdict).toMatchObject({ error: { message: '400 for x: bad key [key]' } })
  })
})

test.each([
  [{}, undefined],
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
  [{ 'retry-after': '86400' }, 60_000],
  [{ 'retry-after': '-1' }, undefined],
  [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, undefined],
] as const)('%j asks for %s ms', (headers, expected) => {
  expect(askedMs(headers)).toBe(expected)
})

test.each([
  ['Model model_1 not loaded (likely stale request)', true],
  ['Session not found', true],
  ['sampling session s_1 not found', true],
  ['the session has expired', true],
  ['Checkpoint of model m not found', false],
  ['loss was not finite', false],
])('%j is a loss of memory: %s', (text, expected) => {
  expect(isForgetful(text)).toBe(expected)
})
