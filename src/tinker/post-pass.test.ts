import { afterEach, describe, expect, test } from 'vitest'
import type { TinkerClientOptions } from './contract.js'
import { idleClock } from './fixtures/idle-clock.js'
import { type Reply, type Script, startScriptedServer } from './fixtures/scripted-server.js'
import { openTinkerClient } from './index.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

const DATA = [{ tokens: Int32Array.of(5), lossInputs: { target_tokens: Int32Array.of(6) } }]
const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'

/** Takes passes in JSON only and refuses others so. */
function jsonOnly(refusal: Reply): Script {
  const take: Script[string] = ({ headers }) =>
    headers['content-type'] === JSON_TYPE ? { body: { request_id: 'pass' } } : refusal
  const output = { logprobs: { data: [-1], dtype: 'float32', shape: [1] } }
  return {
    create_model: [{ body: { request_id: 'model' } }],
    forward_backward: take,
    forward: take,
    retrieve_future: ({ json }) =>
      json.request_id === 'model'
        ? { body: { model_id: 'model_1' } }
        : { body: { loss_fn_output_type: 'scalar', loss_fn_outputs: [output], metrics: {} } },
  }
}

async function setUp(script: Script, options: TinkerClientOptions = {}) {
  const server = await startScriptedServer(script)
  const client = openTinkerClient({ baseUrl: server.url, clock: idleClock(), ...options })
  open.push(server, client)
  const model = await (await client.openSession()).createModel({ baseModel: 'toy', rank: 4 })
  const sent = () =>
    server.received
      .filter(({ endpoint }) => endpoint.startsWith('forward'))
      .map(({ endpoint, headers }) => `${endpoint} ${headers['content-type']}`)
  return { server, model, sent }
}

describe('a server that reads no protobuf', () => {
  test.each<[number, Reply]>([
    [415, { status: 415 }],
    [422, { status: 422, body: { detail: 'Input should be a valid dictionary' } }],
    [400, { status: 400, body: { detail: 'no JSON' } }],
  ])('says so with %i and gets the same pass in JSON, from then on at once', async (_, refusal) => {
    const { model, sent, server } = await setUp(jsonOnly(refusal))
    await model.forwardBackward(DATA, 'cross_entropy').result
    await model.forward(DATA).result
    await model.forwardBackward(DATA, 'cross_entropy').result
    expect(sent()).toEqual([
      `forward_backward ${PROTOBUF}`,
      `forward_backward ${JSON_TYPE}`,
      `forward ${JSON_TYPE}`,
      `forward_backward ${JSON_TYPE}`,
    ])
    const numbers = server.received.flatMap(({ json }) => (json.seq_id === undefined ? [] : [json.seq_id]))
    expect(numbers).toEqual([1, 2, 3])
  })

  test('forward: protobuf has no path of its own for it', async () => {
    const { model, sent } = await setUp(jsonOnly({ status: 422, body: { detail: 'no' } }))
    await model.forward(DATA).result
    expect(sent()).toEqual([`forward_backward ${PROTOBUF}`, `forward ${JSON_TYPE}`])
  })
})

test('trouble is no refusal: the format is still open after it', async () => {
  const script = jsonOnly({ status: 415 })
  const take = script.forward_backward as (received: never, nth: number) => Reply
  const { model, sent } = await setUp({
    ...script,
    forward_backward: (received, nth) => (nth < 2 ? { status: 429 } : take(received as never, nth)),
  })
  await model.forwardBackward(DATA, 'cross_entropy').result
  expect(sent()).toEqual([
    ...Array.from({ length: 3 }, () => `forward_backward ${PROTOBUF}`),
    `forward_backward ${JSON_TYPE}`,
  ])
})

test('what is refused in both is an error, and the next pass tries both again', async () => {
  const { model, sent } = await setUp({
    ...jsonOnly({}),
    forward_backward: [{ status: 400, body: { detail: 'unknown loss' } }],
  })
  for (let n = 0; n < 2; n++)
    await expect(model.forwardBackward(DATA, 'cross_entropy').result).rejects.toMatchObject({
      kind: 'rejected',
      message: '400 for forward_backward: unknown loss',
    })
  expect(sent().map((line) => line.split(' ')[1])).toEqual([PROTOBUF, JSON_TYPE, PROTOBUF, JSON_TYPE])
})

test('a format that was asked for is kept to', async () => {
  const { model, sent } = await setUp(jsonOnly({ status: 415 }), { wire: 'protobuf' })
  await expect(model.forwardBackward(DATA, 'cross_entropy').result).rejects.toMatchObject({ status: 415 })
  expect(sent()).toEqual([`forward_backward ${PROTOBUF}`])
})
