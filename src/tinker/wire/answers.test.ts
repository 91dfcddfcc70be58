import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TinkerError } from '../tinker-error.js'
import { type AnswerName, answers, errorDetail, isAnswer, readAnswer, readJson } from './index.js'

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

test('answers of SkyRL, as it sent them', () => {
  expect(
    readAnswer(
      'session',
      json({
        type: 'create_session',
        session_id: 'session_3289e0a8',
        info_message: null,
        warning_message: null,
        error_message: null,
      }),
    ),
  ).toEqual({
    session_id: 'session_3289e0a8',
    info_message: undefined,
    warning_message: undefined,
    error_message: undefined,
  })
  const created = json({
    model_id: 'model_2cecad09',
    base_model: '/models/tiny',
    lora_config: { rank: 8, seed: 1 },
    status: 'created',
    request_id: '1',
  })
  expect(readAnswer('future', created)).toEqual({ request_id: '1', model_id: 'model_2cecad09' })
  expect(readAnswer('createdModel', created)).toEqual({
    model_id: 'model_2cecad09',
    base_model: '/models/tiny',
  })
  const info = {
    model_id: 'model_2cecad09',
    status: 'created',
    model_data: { base_model: 'm', lora_config: { rank: 8, seed: null }, model_name: 'm' },
  }
  expect(readAnswer('modelInfo', json(info)).model_data).toEqual({
    base_model: 'm',
    model_name: 'm',
    tokenizer_id: undefined,
    lora_config: { rank: 8 },
  })
  expect(
    readAnswer('capabilities', json({ supported_models: [{ model_name: '/m' }] })).supported_models,
  ).toEqual([{ model_name: '/m', max_context_length: undefined }])
  expect(
    readAnswer('optimStep', json({ metrics: { 'skyrl.ai/grad_norm': 10.47, odd: null } })).metrics,
  ).toEqual({
    'skyrl.ai/grad_norm': 10.47,
    odd: Number.NaN,
  })
  const checkpoint = {
    checkpoint_id: 's1',
    checkpoint_type: 'training',
    time: '2026-11-23T02:11:29.818963',
    tinker_path: 'tinker://m/weights/s1',
  }
  expect(readAnswer('checkpoints', json({ checkpoints: [checkpoint] })).checkpoints).toEqual([
    { ...checkpoint, size_bytes: undefined },
  ])
  expect(
    readAnswer('savedForSampler', json({ path: null, sampling_session_id: 'sampling_589fc9ae' })),
  ).toEqual({
    path: undefined,
    sampling_session_id: 'sampling_589fc9ae',
  })
})

test('ids that are numbers become text', () => {
  expect(readAnswer('future', json({ request_id: 12 })).request_id).toBe('12')
})

test('settings that a server does not have take their defaults', () => {
  expect(readAnswer('clientConfig', json({ pjwt_auth_enabled: true, unknown: [1] }))).toMatchObject({
    pjwt_auth_enabled: true,
    fwdbwd_max_chunk_len: 1024,
    fwdbwd_max_chunk_bytes_count: 5_000_000,
    sample_max_concurrent_requests: 2000,
  })
  expect(readAnswer('clientConfig', json({})).pjwt_auth_enabled).toBe(false)
})

test('answers of a future are told apart by their shape', () => {
  const shapes: AnswerName[] = ['tryAgain', 'completeMetadata', 'failed']
  const which = (value: unknown) => shapes.filter((name) => isAnswer(name, value))
  expect(which({ type: 'try_again', request_id: '1', queue_state: 'paused_capacity' })).toEqual(['tryAgain'])
  expect(which({ status: 'complete_metadata', response_payload_size: 65e6 })).toEqual(['completeMetadata'])
  expect(which({ error: 'no such loss', category: 'user' })).toEqual(['failed'])
  expect(isAnswer('failed', { error: 'x', category: 'cosmic' })?.category).toBe('unknown')
  expect(which({ path: 'tinker://m/weights/a', type: 'save_weights' })).toEqual([])
  expect(which({ metrics: {} })).toEqual([])
  expect(which([])).toEqual([])
})

test('whether optim_step of a server numbers its requests', () => {
  const schema = (properties: object) =>
    readAnswer('openApi', json({ components: { schemas: { Other: 1, OptimStepRequest: { properties } } } }))
  const properties = schema({ seq_id: { type: 'integer' } }).components?.schemas?.OptimStepRequest?.properties
  expect(Object.keys(properties ?? {})).toEqual(['seq_id'])
  expect(readAnswer('openApi', json({})).components).toBeUndefined()
})

function refusal(name: AnswerName, body: Uint8Array): string {
  try {
    readAnswer(name, body)
  } catch (error) {
    expect(error).toBeInstanceOf(TinkerError)
    expect((error as TinkerError).kind).toBe('protocol')
    return (error as TinkerError).message
  }
  throw new Error('it was taken')
}

test('other shapes are refused, by name and place', () => {
  expect(refusal('session', json({}))).toMatch(/answer "session": .* at session_id/)
  expect(refusal('future', json({ request_id: null }))).toMatch('at request_id')
  expect(refusal('session', json({ session_id: 'x'.repeat(5000) }))).toMatch('at session_id')
  expect(refusal('capabilities', json({ supported_models: [{ model_name: 7 }] }))).toMatch(
    'supported_models.0.model_name',
  )
  expect(refusal('done', Buffer.from('<html>'))).toMatch('answer "done": ')
  expect(refusal('done', Buffer.of(0xff, 0xfe))).toMatch('not UTF-8')
  expect(refusal('done', Buffer.alloc(64 * 2 ** 20 + 1))).toMatch('more than 67108864')
})

test('whatever JSON arrives is an answer or a TinkerError', () => {
  const names = fc.constantFrom(...(Object.keys(answers) as AnswerName[]))
  fc.assert(
    fc.property(names, fc.json(), (name, text) => {
      try {
        readAnswer(name, Buffer.from(text))
      } catch (error) {
        expect(error).toBeInstanceOf(TinkerError)
      }
      expect(readJson('any', Buffer.from(text))).toEqual(JSON.parse(text))
    }),
    { numRuns: 1000 },
  )
})

test('metrics named like parts of every object stay data', () => {
  const { metrics } = readAnswer('optimStep', Buffer.from('{"metrics":{"__proto__":1,"constructor":2}}'))
  expect(Object.getPrototypeOf(metrics)).toBe(Object.prototype)
  expect(Object.entries(metrics)).toContainEqual(['constructor', 2])
})

test('what an error says, of every kind of server', () => {
  const said = (value: unknown) => errorDetail(json(value))
  expect(said({ detail: 'Model model_1 not loaded' })).toBe('Model model_1 not loaded')
  expect(
    said({
      detail: [{ type: 'missing', loc: ['body', 'seq_id'], msg: 'Field required', input: {} }, { msg: 'b' }],
    }),
  ).toBe('body.seq_id: Field required; b')
  expect(said({ error: 'no capacity', category: 'server' })).toBe('no capacity')
  expect(errorDetail(Buffer.from('Bad\n  gateway'))).toBe('Bad gateway')
  expect(errorDetail(Buffer.alloc(0))).toBe('')
  expect(said({ detail: 'x'.repeat(9000) })).toHaveLength(501)
  expect(said({ unknown: 1 })).toBe('{"unknown":1}')
})
