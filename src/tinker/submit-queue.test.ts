import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SubmitQueue, type Take } from './submit-queue.js'
import { TinkerError } from './tinker-error.js'

const later = () => new Promise((resolve) => setImmediate(resolve))

test('turns follow one another, and the numbers of what was taken are 1, 2, 3 … without a gap', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant('refused' as const)), { maxLength: 20 }),
      async (turns) => {
        const queue = new SubmitQueue()
        const taken: number[] = []
        let under = 0
        const all = turns.map((turn) =>
          queue.turn(async (take) => {
            expect(++under).toBe(1)
            try {
              for (let part = 0; part < (turn === 'refused' ? 1 : turn); part++)
                await take(async (seqId) => {
                  await later()
                  if (turn === 'refused') throw new TinkerError('rejected', 'no')
                  taken.push(seqId)
                })
            } finally {
              under--
            }
          }),
        )
        await Promise.allSettled(all)
        expect(taken).toEqual(taken.map((_, i) => i + 1))
        expect(taken).toHaveLength(
          turns.reduce<number>((sum, turn) => sum + (turn === 'refused' ? 0 : turn), 0),
        )
      },
    ),
    { numRuns: 40 },
  )
})

test.each([
  'uncertain',
  'forgotten',
  'unreachable',
  'failed',
  'protocol',
  'billing',
] as const)('%s ends the queue: everything after fails alike and is not sent', async (kind) => {
  const queue = new SubmitQueue()
  const error = new TinkerError(kind, 'the reason')
  const first = queue.turn((take) => take(() => Promise.reject(error)))
  let sent = 0
  const second = queue.turn(async () => {
    sent++
  })
  await expect(first).rejects.toBe(error)
  await expect(second).rejects.toBe(error)
  expect(() => queue.check()).toThrow(error)
  expect(sent).toBe(0)
})

test('a refusal concerns nobody else, unless parts of the same turn were taken', async () => {
  const queue = new SubmitQueue()
  const refuse = (take: Take) => take(() => Promise.reject(new TinkerError('rejected', 'no')))
  await expect(queue.turn(refuse)).rejects.toThrow('no')
  expect(await queue.turn((take) => take(async (seqId) => seqId))).toBe(1)
  await expect(
    queue.turn(async (take) => {
      await take(async () => {})
      await refuse(take)
    }),
  ).rejects.toThrow('no')
  await expect(queue.turn(async () => {})).rejects.toThrow('no')
})

test('the first end is the one that is told', async () => {
  const queue = new SubmitQueue()
  queue.end(new Error('first'))
  queue.end(new Error('second'))
  await expect(queue.turn(async () => {})).rejects.toThrow('first')
  await expect(queue.idle).resolves.toBeUndefined()
})
