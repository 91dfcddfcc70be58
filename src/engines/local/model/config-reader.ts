import { SpiceError } from '../../../errors.js'

/** Typed look-ups in a JSON object whose errors name file, key, found and accepted. */
export interface ConfigReader {
  value(key: string): unknown
  /** Keys that hold something. */
  keys(): string[]
  /** An integer in [1, most]. */
  size(key: string, most: number, otherwise?: number): number
  /** A finite number above 0. */
  positive(key: string, otherwise?: number): number
  flag(key: string, otherwise: boolean): boolean
  oneOf<T extends string>(key: string, accepted: readonly T[], otherwise?: T): T
  /** The object under a key; undefined if it is absent or null. */
  section(key: string): ConfigReader | undefined
  /** The error of a value that was found but cannot be used. */
  wrong(key: string, accepted: string): SpiceError
}

export function configReader(
  path: string,
  json: Readonly<Record<string, unknown>>,
  prefix = '',
): ConfigReader {
  const value = (key: string): unknown => (Object.hasOwn(json, key) ? json[key] : undefined)
  const wrong = (key: string, accepted: string): SpiceError => {
    const found = value(key)
    const shown = found === undefined ? 'missing' : JSON.stringify(found).slice(0, 120)
    return new SpiceError('model', `${path}: ${prefix}${key} is ${shown}, accepted: ${accepted}`, {
      hint: 'The local engine computes Llama 2 and 3, Qwen2 and 2.5, and Qwen3 models as transformers defines them.',
    })
  }
  const orElse = (key: string, otherwise: unknown): unknown => value(key) ?? otherwise
  return {
    value,
    wrong,
    keys: () => Object.keys(json).filter((key) => value(key) != null),
    size(key, most, otherwise) {
      const found = orElse(key, otherwise)
      if (!Number.isSafeInteger(found) || (found as number) < 1 || (found as number) > most) {
        throw wrong(key, `an integer from 1 to ${most}`)
      }
      return found as number
    },
    positive(key, otherwise) {
      const found = orElse(key, otherwise)
      if (typeof found !== 'number' || !Number.isFinite(found) || found <= 0)
        throw wrong(key, 'a number above 0')
      return found
    },
    flag(key, otherwise) {
      const found = orElse(key, otherwise)
      if (typeof found !== 'boolean') throw wrong(key, 'true or false')
      return found
    },
    oneOf(key, accepted, otherwise) {
      const found = orElse(key, otherwise)
      const match = accepted.find((option) => option === found)
      if (match === undefined) throw wrong(key, accepted.join(', '))
      return match
    },
    section(key) {
      const found = value(key)
      if (found === undefined || found === null) return undefined
      if (typeof found !== 'object' || Array.isArray(found)) throw wrong(key, 'an object')
      return configReader(path, found as Record<string, unknown>, `${prefix}${key}.`)
    },
  }
}
