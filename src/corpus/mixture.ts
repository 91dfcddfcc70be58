import { SpiceError } from '../errors.js'
import { keyedPermutation, randomStream } from '../random/index.js'

/** Documents that stand together and are drawn alike: `size` of them from position `first` on. */
export interface Part {
  readonly name: string
  readonly first: number
  readonly size: number
  /** Share of the draws, relative to the other parts'. */
  readonly weight: number
}

export interface SampleKey {
  readonly seed: number
  readonly iteration: number
}

/** Positions of `count` different documents. Throws SpiceError('config') if a part has too few. */
export type Sampler = (count: number, key: SampleKey) => number[]

/**
 * Draws by seed and iteration alone. How many documents a part gives to an iteration is its share, rounded at random
 * so that the mean is exact (systematic sampling: at half and half, an odd count alternates by chance). Within a part
 * the draw is uniform without replacement in an iteration; with `epochs`, over all iterations: each document comes
 * once before any comes twice, in an order that is new each epoch. `count` must then be the same in all iterations.
 */
export function createSampler(parts: readonly Part[], { epochs }: { readonly epochs: boolean }): Sampler {
  const draw = epochs ? epochDraw(parts) : freshDraw
  return (count, key) => {
    const shares = sharesOf(parts, count, key)
    const positions = parts.flatMap((part, index) => {
      const share = shares[index] as number
      return draw(part, index, share, count, key).map((place) => part.first + place)
    })
    // Parts would stand one after the other: iterations may be cut into optimizer steps.
    return parts.length > 1
      ? randomStream({ ...key, purpose: 'mixture', index: 1 }).shuffle(positions)
      : positions
  }
}

type Draw = (part: Part, index: number, share: number, count: number, key: SampleKey) => number[]

const freshDraw: Draw = ({ size }, index, share, _count, key) => {
  const random = randomStream({ ...key, purpose: 'documents', index })
  // The first steps of a Fisher-Yates shuffle, keeping only the places that moved.
  const moved = new Map<number, number>()
  return Array.from({ length: share }, (_, i) => {
    const j = i + random.integer(size - i)
    const picked = moved.get(j) ?? j
    moved.set(j, moved.get(i) ?? i)
    return picked
  })
}

/**
 * Documents of each part in one iteration: as many as there are of the points u, u + 1, … in its interval.
 * Throws SpiceError('config') where a part has fewer than it may have to give.
 */
function sharesOf(parts: readonly Part[], count: number, key: SampleKey): number[] {
  const sum = parts.reduce((total, { weight }) => total + weight, 0)
  for (const part of parts) {
    const most = Math.ceil((count * part.weight) / sum - 1e-9)
    if (most > part.size) throw tooMany(parts, part, most, count)
  }
  if (parts.length === 1) return [count]
  const u = randomStream({ ...key, purpose: 'mixture', index: 0 }).uniform()
  let weight = 0
  let given = 0
  return parts.map((part, index) => {
    weight += part.weight
    const upTo = index === parts.length - 1 ? count : Math.ceil((count * weight) / sum - u)
    const share = Math.max(0, Math.min(count, upTo) - given)
    given += share
    return share
  })
}

/** How far a part has come. `head` is the order of the epoch's first places where it is not the permutation's. */
interface EpochState {
  readonly epoch: number
  readonly used: number
  readonly head: readonly number[]
}

const BEGINNING: EpochState = { epoch: 0, used: 0, head: [] }

/**
 * States follow from the shares of all iterations before, which follow from the seed: nothing need be stored. The
 * last state is remembered, so that iterations in order cost nothing extra.
 */
function epochDraw(parts: readonly Part[]): Draw {
  let known: { seed: number; count: number; iteration: number; states: EpochState[] } | undefined

  const statesAt = (count: number, { seed, iteration }: SampleKey): readonly EpochState[] => {
    if (known?.seed !== seed || known.count !== count || known.iteration > iteration)
      known = { seed, count, iteration: 0, states: parts.map(() => BEGINNING) }
    for (; known.iteration < iteration; known.iteration++) {
      const shares = sharesOf(parts, count, { seed, iteration: known.iteration })
      known.states = known.states.map((state, index) => {
        const { size } = parts[index] as Part
        return advance(state, size, shares[index] as number, orders(size, seed, index))
      })
    }
    return known.states
  }

  return (part, index, share, count, key) => {
    const state = statesAt(count, key)[index] as EpochState
    return drawn(state, part.size, share, orders(part.size, key.seed, index))
  }
}

type Orders = (epoch: number) => (place: number) => number

const orders =
  (size: number, seed: number, index: number): Orders =>
  (epoch) =>
    keyedPermutation(size, { seed, iteration: epoch, purpose: 'epoch', index })

const inEpoch = (state: EpochState, from: number, to: number, order: (place: number) => number): number[] =>
  Array.from({ length: to - from }, (_, i) => state.head[from + i] ?? order(from + i))

function drawn(state: EpochState, size: number, share: number, orders: Orders): number[] {
  const rest = size - state.used
  const taken = inEpoch(state, state.used, state.used + Math.min(share, rest), orders(state.epoch))
  return share <= rest ? taken : [...taken, ...nextHead(taken, share - rest, orders(state.epoch + 1)).fresh]
}

function advance(state: EpochState, size: number, share: number, orders: Orders): EpochState {
  const rest = size - state.used
  if (share < rest) return { ...state, used: state.used + share }
  if (share === rest) return { epoch: state.epoch + 1, used: 0, head: [] }
  const taken = inEpoch(state, state.used, size, orders(state.epoch))
  const { fresh, put } = nextHead(taken, share - rest, orders(state.epoch + 1))
  return { epoch: state.epoch + 1, used: fresh.length, head: [...fresh, ...put] }
}

/**
 * An iteration that crosses into the next epoch takes `wanted` documents of it: the first in its order that the
 * iteration does not have already. Those passed over are put right behind.
 */
function nextHead(
  taken: readonly number[],
  wanted: number,
  order: (place: number) => number,
): { fresh: number[]; put: number[] } {
  const have = new Set(taken)
  const fresh: number[] = []
  const put: number[] = []
  for (let place = 0; fresh.length < wanted; place++) {
    const found = order(place)
    if (have.has(found)) put.push(found)
    else fresh.push(found)
  }
  return { fresh, put }
}

function tooMany(parts: readonly Part[], part: Part, share: number, count: number): SpiceError {
  if (parts.length === 1)
    return new SpiceError(
      'config',
      `${count} documents per iteration from a corpus of ${part.size}: each is drawn once at most`,
      { hint: 'lower documentsPerIteration, add documents, or cut them shorter (corpus.maxDocumentTokens)' },
    )
  return new SpiceError(
    'config',
    `${share} of ${count} documents per iteration from source ${part.name}, which has ${part.size}`,
    { hint: 'lower documentsPerIteration or the weight of this source, or add documents to it' },
  )
}
