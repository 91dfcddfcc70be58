/** Seconds per call of `work`, over at least `seconds` and at least two calls, after one that is not counted. */
export async function repeatFor(seconds: number, work: () => Promise<void>): Promise<number> {
  await work()
  const start = performance.now()
  let calls = 0
  let elapsed = 0
  while (calls < 2 || elapsed < seconds) {
    await work()
    calls++
    elapsed = (performance.now() - start) / 1000
  }
  return elapsed / calls
}
