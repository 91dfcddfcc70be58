/**
 * Keys of servers, once told here, are struck from everything that is printed or logged, wherever they come back from: a
 * server that quotes the key in its refusal, a command line, the text of an error.
 */
const secrets = new Set<string>()

/** Shorter texts would strike out words that are none. */
const LEAST_LENGTH = 6

export function keepSecret(secret: string | undefined): void {
  if (secret !== undefined && secret.length >= LEAST_LENGTH) secrets.add(secret)
}

/** The text without any secret, also where JSON has escaped it. */
export function withoutSecrets(text: string): string {
  let clean = text
  for (const secret of secrets)
    for (const spelling of new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]))
      clean = clean.replaceAll(spelling, '***')
  return clean
}
