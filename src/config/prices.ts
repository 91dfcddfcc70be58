import { z } from 'zod'

const price = (what: string) =>
  z.number().min(0).max(1e6).nullable().default(null).describe(`Price of a million ${what}; null: not known`)

/** What a server charges, in one currency. None is built in: they change, and one's own machines have none. */
export const prices = z.strictObject({
  prefill: price('prompt tokens'),
  sample: price('generated tokens'),
  train: price('tokens of training passes'),
})

export type Prices = z.output<typeof prices>
