import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { realClock } from './clock.js'
import { idleClock } from './fixtures/idle-clock.js'
import { startScriptedServer } from './fixtures/scripted-server.js'
import { type HttpRequest, Transport } from './transport.js'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

function transportOf(clock = idleClock()): Transport {
  const transport = new Transport(clock)
  open.push(() => transport.close())
  return transport
}

function requestTo(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const signal = new AbortController().signal
  const shape = { method: 'POST', lane: 'control', maxBytes: 1000, deadlineMs: 30_000 } as const
  return { ...shape, url: `${url}/api/v1/x`, headers: {}, body: 'abc', signal, ...more }
}

/** A server that says bytes, not HTTP. */
async function bareServer(serve: (socket: Socket, nth: number) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.setNoDelay(true)
    serve(socket, sockets.size)
    sockets.add(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('no answer', () => {
  test('a port that takes no connection: the request never left', async () => {
    const server = await startScriptedServer({})
    await server.close()
    for (const url of [server.url, server.url.replace('127.0.0.1', 'localhost')])
      await expect(transportOf().exchange(requestTo(url))).rejects.toMatchObject({
        name: 'Lost',
        sent: false,
        slow: false,
        message: 'ECONNREFUSED',
      })
  })

  test.each<[string, (socket: Socket) => void, object]>([
    ['silence', () => {}, { slow: true, message: 'no answer in 30 s' }],
    ['a reset', (socket) => socket.once('data', () => socket.resetAndDestroy()), { slow: false }],
    ['the end of the connection', (socket) => socket.once('data', () => socket.end()), { slow: false }],
    ['half a head', (socket) => socket.write('HTTP/1.1 200 O'), { slow: true }],
    ['no HTTP', (socket) => socket.write('hello\r\n\r\n'), { slow: false }],
    [
      'a body that is shorter than promised',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
      { slow: false },
    ],
    [
      'a body that stops',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
      { slow: true, message: 'the answer stopped for 30 s' },
    ],
  ])('%s: the request may have arrived', async (_, serve, expected) => {
    const url = await bareServer(serve)
    await expect(transportOf().exchange(requestTo(url))).rejects.toMatchObject({
      name: 'Lost',
      sent: true,
      ...expected,
    })
  })

  test('an answer that only takes its time is read to the end', async () => {
    const clock = idleClock()
    const url = await bareServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n')
      for (let n = 1; n <= 8; n++) clock.after(20_000 * n, () => socket.write('x'))
    })
    const answer = await transportOf(clock).exchange(requestTo(url))
    expect(Buffer.from(answer.body).toString()).toBe('xxxxxxxx')
  })
})

test.each([
  ['told beforehand', 'HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n'],
  [
    'found out',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${`200\r\n${'x'.repeat(512)}\r\n`.repeat(4)}`,
  ],
])('an answer beyond its bounds is not read: %s', async (_, answer) => {
  const url = await bareServer((socket) => socket.write(answer))
  await expect(transportOf().exchange(requestTo(url))).rejects.toMatchObject({
    kind: 'protocol',
    message: 'an answer of the server is larger than 1000 bytes',
  })
})

test('redirects are handed back, not followed', async () => {
  const server = await startScriptedServer({
    x: [{ status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
  })
  open.push(server.close)
  expect((await transportOf().exchange(requestTo(server.url))).status).toBe(307)
  expect(server.received).toHaveLength(1)
})

test('what must not be sent twice gets a connection that nothing else was sent on', async () => {
  const ports: (number | undefined)[] = []
  const server = await startScriptedServer({
    x: [
      (response) => {
        ports.push(response.socket?.remotePort)
        response.end()
      },
    ],
  })
  open.push(server.close)
  const transport = transportOf()
  for (const lane of ['control', 'control', 'once', 'once'] as const) {
    await transport.exchange(requestTo(server.url, { lane }))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(ports[1]).toBe(ports[0])
  expect(new Set(ports).size).toBe(3)
})

test('no lane keeps another waiting: a heartbeat passes beside polls that fill theirs', async () => {
  const server = await startScriptedServer({ x: [{ body: 'here' }], futures: ['hang'] })
  open.push(server.close)
  const transport = transportOf(realClock)
  const own = new AbortController()
  const polls = Array.from({ length: 70 }, () =>
    transport.exchange(
      requestTo(server.url, {
        url: `${server.url}/api/v1/futures`,
        lane: 'futures',
        deadlineMs: 1e9,
        signal: own.signal,
      }),
    ),
  )
  await transport.exchange(requestTo(server.url, { lane: 'heartbeat' }))
  own.abort(new Error('enough'))
  for (const poll of polls) await expect(poll).rejects.toThrow('enough')
})

test('an answer that came while this process was busy counts, whatever the deadline says', async () => {
  // In another thread, since this one is busy.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:http').createServer((request, response) => setTimeout(() => response.end('here'), 100))
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`,
    { eval: true },
  )
  open.push(() => worker.terminate())
  const [port] = (await once(worker, 'message')) as [number]
  const transport = transportOf(realClock)
  const url = `http://127.0.0.1:${port}`
  await transport.exchange(requestTo(url))
  const answer = transport.exchange(requestTo(url, { deadlineMs: 700 }))
  await new Promise((resolve) => setTimeout(resolve, 50))
  // Timers come next after immediates, before the network.
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500))
  expect(Buffer.from((await answer).body).toString()).toBe('here')
})

describe('streams', () => {
  const get = { method: 'GET', lane: 'downloads', deadlineMs: 30_000, headers: {} } as const
  const signal = () => new AbortController().signal

  test('are read as they come; one that breaks off says so', async () => {
    const clock = idleClock()
    const url = await bareServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')
      clock.after(1000, () => socket.destroy())
    })
    const stream = await transportOf(clock).stream({ ...get, url, signal: signal() })
    const parts: string[] = []
    const read = async () => {
      for await (const part of stream.body) parts.push(Buffer.from(part).toString())
    }
    await expect(read()).rejects.toMatchObject({ name: 'Lost', slow: false })
    expect(parts.join('')).toBe('half')
  })

  test('one that stops is given up', async () => {
    const url = await bareServer(
      (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
    )
    const stream = await transportOf().stream({ ...get, url, signal: signal() })
    const read = async () => {
      for await (const part of stream.body) expect(Buffer.from(part).toString()).toBe('half')
    }
    await expect(read()).rejects.toMatchObject({
      name: 'Lost',
      slow: true,
      message: 'the answer stopped for 30 s',
    })
  })

  test('a reader may take as long as it likes', async () => {
    const clock = idleClock()
    const url = await bareServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')
      clock.after(50_000, () => socket.write(' rest'))
    })
    const stream = await transportOf(clock).stream({ ...get, url, signal: signal() })
    const parts: string[] = []
    for await (const part of stream.body) {
      parts.push(Buffer.from(part).toString())
      await new Promise<void>((resolve) => clock.after(40_000, resolve))
    }
    expect(parts).toEqual(['half', ' rest'])
  })

  test('the signal ends one in the middle', async () => {
    const url = await bareServer(
      (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
    )
    const own = new AbortController()
    const stream = await transportOf(realClock).stream({ ...get, url, signal: own.signal })
    const read = async () => {
      for await (const _ of stream.body) own.abort(new Error('enough'))
    }
    await expect(read()).rejects.toThrow('enough')
  })
})
