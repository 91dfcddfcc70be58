const SHOWN = '[key]'
/** A token is renewed in passing when it has so long to live, and waited for when it has less than `MUST`. */
const MAY_MS = 300_000
const MUST_MS = 60_000
/** Between renewals, whatever a token says of its life or our clock of the time. */
const RENEWED_MS = 30_000
const FAILED_MS = 60_000

/** Asks the server for a token with the key; undefined where the server wants the key itself. */
export type Exchange = (key: string) => Promise<string | undefined>

/** The key, or the short-lived token it was exchanged for. Nothing else knows them. */
export class Credential {
  readonly #key: string | undefined
  #exchange: Exchange | undefined
  #token: { readonly text: string; readonly expires: number } | undefined
  #renewing: Promise<void> | undefined
  /** No other renewal before; with the error that the last one ended in. */
  #pause: { readonly until: number; readonly failure?: { readonly error: unknown } } | undefined
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
      const left = this.#token ? this.#token.expires - Date.now() : Number.NEGATIVE_INFINITY
      const renewal = left < MAY_MS ? this.#renew() : Promise.resolve()
      const settled = renewal.catch((error: unknown) => {
        if (left <= 0) throw error
      })
      if (left < MUST_MS) await settled
    }
    return { 'x-api-key': this.#token?.text ?? this.#key }
  }

  /** The header with the key itself, for the exchange. */
  keyHeaders(): Record<string, string> {
    return this.#key === undefined ? {} : { 'x-api-key': this.#key }
  }

  /** After a 401: whether other headers may be had than those. Requests that were under way together renew once. */
  forget(shown: Readonly<Record<string, string>>): boolean {
    const text = shown['x-api-key']
    if (text === undefined || text === this.#key) return false
    if (text === this.#token?.text) {
      this.#token = undefined
      this.#pause = undefined
    }
    return true
  }

  /** The text without what must not be seen. */
  readonly redact = (text: string): string =>
    this.#secrets.reduce((all, secret) => all.replaceAll(secret, SHOWN), text)

  async #renew(): Promise<void> {
    if (this.#pause && Date.now() < this.#pause.until) {
      if (this.#pause.failure) throw this.#pause.failure.error
      return
    }
    this.#renewing ??= this.#exchangeNow().finally(() => {
      this.#renewing = undefined
    })
    await this.#renewing
  }

  async #exchangeNow(): Promise<void> {
    if (this.#key === undefined || !this.#exchange) return
    try {
      const text = await this.#exchange(this.#key)
      this.#pause = { until: Date.now() + RENEWED_MS }
      if (text === undefined) {
        this.#exchange = undefined
        return
      }
      this.#token = { text, expires: expiryOf(text) }
      this.#secrets.push(text)
      if (this.#secrets.length > 16) this.#secrets.splice(1, 1)
    } catch (error) {
      this.#pause = { until: Date.now() + FAILED_MS, failure: { error } }
      throw error
    }
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
