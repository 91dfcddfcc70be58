/**
 * What the PDF library expects of a newer Node than the oldest that is supported here. Only the parsing process loads
 * this, so that the globals of the user's program stay as they are.
 */
function fill(target: object, name: string, value: (...given: never[]) => unknown): void {
  if (name in target) return
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false })
}

fill(Promise, 'withResolvers', () => {
  let resolve: unknown
  let reject: unknown
  const promise = new Promise((one, other) => {
    resolve = one
    reject = other
  })
  return { promise, resolve, reject }
})

fill(Promise, 'try', (work: (...given: unknown[]) => unknown, ...given: unknown[]) => {
  return new Promise((resolve) => resolve(work(...given)))
})

fill(URL, 'parse', (url: string, base?: string) => {
  try {
    return new URL(url, base)
  } catch {
    return null
  }
})

function getOrInsertComputed<K extends object, V>(
  this: Map<K, V> | WeakMap<K, V>,
  key: K,
  compute: (key: K) => V,
): V {
  if (!this.has(key)) this.set(key, compute(key))
  return this.get(key) as V
}
fill(Map.prototype, 'getOrInsertComputed', getOrInsertComputed)
fill(WeakMap.prototype, 'getOrInsertComputed', getOrInsertComputed)

fill(Uint8Array.prototype, 'toHex', function toHex(this: Uint8Array) {
  return Buffer.from(this.buffer, this.byteOffset, this.length).toString('hex')
})
fill(Uint8Array, 'fromBase64', (text: string) => new Uint8Array(Buffer.from(text, 'base64')))

export {}
