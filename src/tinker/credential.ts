const SHOWN = '[key]'
/** A token is renewed in passing when it has so long to live, and waited for when it has less than `MUST`. */
const MAY_MS = 300_000
const MUST_MS = 60_000
const PAUSE_MS = 60_000

/** Asks the server for a token with the key; undefined where the server wants the key itself. */
export type Exchange = (key: string) => Promise<string | undefined>

/** The key, or the short-lived token it was exchanged for. Nothing else knows them. */
export class Credential {
  readonly #key: string | undefined
  #exchange: Exchange | undefined
  #token: { readonly text: string; readonly expires: number } | undefined
  #renewing: Promise<void> | undefined
  #pausedUntil = 0
  readonly #secrets: string[]

  constructor(key: string | undefined) {
    this.#key = key
    this.#secrets = key === undefined ? [] : [key]
  }

  /** From now on the key is exchanged. */
  exchangeBy(exchange: Exchange): void {
    this.#exchange = exchange
  }

  /** The header to send. Throws what the exchange throws when there is no token that lives. */
  async headers(): Promise<Record<string, string>> {
    if (this.#key === undefined) return {}
    if (this.#exchange) {
      const left = (this.#token?.expires ?? 0) - Date.now()
      const renewal = left < MAY_MS ? this.#renew() : undefined
      if (left < MUST_MS) await renewal
      else renewal?.catch(() => {})
    }
    return { 'x-api-key': this.#token?.text ?? this.#key }
  }

  /** The header with the key itself, for the exchange. */
  keyHeaders(): Record<string, string> {
    return this.#key === undefined ? {} : { 'x-api-key': this.#key }
  }

  /** After a 401: whether another token may be had. */
  forgetToken(): boolean {
    if (!this.#token) return false
    this.#token = undefined
    this.#pausedUntil = 0
    return true
  }

  /** The text without what must not be seen. */
  readonly redact = (text: string): string =>
    this.#secrets.reduce((all, secret) => all.replaceAll(secret, SHOWN), text)

  #renew(): Promise<void> {
    const key = this.#key
    const exchange = this.#exchange
    if (key === undefined || !exchange || Date.now() < this.#pausedUntil) return Promise.resolve()
    this.#renewing ??= exchange(key)
      .then((text) => {
        if (text === undefined) return
        this.#token = { text, expires: expiryOf(text) }
        this.#secrets.push(text)
        if (this.#secrets.length > 16) this.#secrets.splice(1, 1)
      })
      .catch((error: unknown) => {
        this.#pausedUntil = Date.now() + PAUSE_MS
        throw error
      })
      .finally(() => {
        this.#renewing = undefined
      })
    return this.#renewing
  }
}

/** When a token runs out, milliseconds since 1970; an hour from now if it does not say. */
function expiryOf(token: string): number {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const { exp } = payload as { exp?: unknown }
    if (typeof exp === 'number' && Number.isFinite(exp)) return exp * 1000
  } catch {
    // Said below.
  }
  return Date.now() + 3_600_000
}
