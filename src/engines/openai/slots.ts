/** Lets at most `limit` pieces of work go on at a time, the others in the order they came. */
export function slots(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let taken = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    // A slot that is let go is handed on, so `taken` never passes the limit.
    if (taken < limit) taken++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) taken--
      else next()
    }
  }
}
